package dev.coffer.adapter.cli.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.application.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks what was exported, without any vault. */
@Command(
    name = "verify",
    description = {
      "Check that a file of coffer audit export is whole and unchanged. Needs no vault.",
      "With --public-key, nobody but the vault can have written the file. With neither that nor "
          + "--hash, a file that somebody has rewritten from its first line passes."
    })
final class AuditVerifyCommand implements Callable<Integer> {

  /** How files begin that earlier builds exported. */
  private static final String UNSIGNED = "{\"v\":1,";

  private final CommandContext context;

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Option(
      names = "--hash",
      paramLabel = "HASH",
      description = "The last hash, as noted when the file was exported.")
  private @Nullable String expected;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "PEM file with the public key of the vault. The file must be signed with it.")
  private @Nullable Path publicKey;

  AuditVerifyCommand(CommandContext context) {
    this.context = context;
  }

  /** What is known of the signature of a file that is whole. */
  enum SignatureState {
    VALID,
    NOT_CHECKED,
    NONE
  }

  /** What {@code --json} prints. */
  record Verified(long events, String hash, String signature, Optional<String> key) {}

  /** A file whose hashes are right. */
  private record Whole(long events, String hash, Optional<ExportSignature> signature) {}

  @Override
  public Integer call() {
    Whole whole = read();
    if (expected != null && !expected.equals(whole.hash())) {
      throw new UserError(
          "the last hash of \"%s\" is %s (expected: %s)".formatted(file, whole.hash(), expected));
    }
    SignatureState state = checked(whole);
    Optional<String> key = whole.signature().map(ExportSignature::key);
    json.print(
        context.out(),
        new Verified(whole.events(), whole.hash(), Fields.lower(state), key),
        () -> {
          context
              .out()
              .println(
                  "The file is whole and unchanged: %d events, last hash %s"
                      .formatted(whole.events(), whole.hash()));
          context.out().println(sentence(state, key.orElse("")));
        });
    return 0;
  }

  private String sentence(SignatureState state, String key) {
    return switch (state) {
      case VALID -> "It was signed with the key %s of the vault.".formatted(key);
      case NOT_CHECKED ->
          "Its signature was not checked. Give the public key of the vault with --public-key.";
      case NONE ->
          expected == null
              ? "It has no signature, so it may have been rewritten from its first line."
              : "It has no signature, but the expected hash.";
    };
  }

  private SignatureState checked(Whole whole) {
    if (publicKey == null) {
      return whole.signature().isPresent() ? SignatureState.NOT_CHECKED : SignatureState.NONE;
    }
    ExportSignature signature =
        whole
            .signature()
            .orElseThrow(() ->
                new UserError(
                    ("\"%s\" has no signature: an earlier build exported it, or the signature was "
                            + "removed")
                        .formatted(file)));
    if (!signature.isBy(PublicKeyFile.read(publicKey), whole.hash())) {
      throw new UserError(
          "\"%s\" is not genuine: it was changed, or signed with another key".formatted(file));
    }
    return SignatureState.VALID;
  }

  private Whole read() {
    var chain = new EventChain();
    long lines = 0;
    String head = "";
    String tail = "";
    Optional<ExportSignature> signature = Optional.empty();
    try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (signature.isPresent()) {
          throw new UserError("line %d follows the signature".formatted(lines + 2));
        }
        signature = ExportSignature.parse(line);
        if (signature.isEmpty()) {
          lines++;
          tail = chain.check(lines, line);
          head = lines == 1 ? tail : head;
        }
      }
    } catch (IOException e) {
      throw new UserError("\"%s\" cannot be read: %s".formatted(file, e.getMessage()));
    }
    // The head and the tail are no events.
    long events = lines - 2;
    if (!tail.equals(JsonOption.document(new AuditExportCommand.Tail(events)))) {
      throw new UserError(
          "\"%s\" is not whole: its last line does not close an export of %d events"
              .formatted(file, Math.max(events, 0)));
    }
    if (signature.isEmpty() && !head.startsWith(UNSIGNED)) {
      throw new UserError("\"%s\" is not whole: its signature is missing".formatted(file));
    }
    return new Whole(events, chain.last(), signature);
  }
}
