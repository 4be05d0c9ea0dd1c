package dev.coffer.adapter.cli.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.application.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "Without --hash, a file that somebody has rewritten from its first line passes."
    })
final class AuditVerifyCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "FILE", description = "The file.")
  private Path file = Path.of("");

  @Option(
      names = "--hash",
      paramLabel = "HASH",
      description = "The last hash, as noted when the file was exported.")
  private @Nullable String expected;

  AuditVerifyCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record Verified(long events, String hash) {}

  @Override
  public Integer call() {
    Verified verified = read();
    if (expected != null && !expected.equals(verified.hash())) {
      throw new UserError(
          "the last hash of \"%s\" is %s (expected: %s)"
              .formatted(file, verified.hash(), expected));
    }
    json.print(
        context.out(),
        verified,
        () ->
            context
                .out()
                .println(
                    "The file is whole and unchanged: %d events, last hash %s"
                        .formatted(verified.events(), verified.hash())));
    return 0;
  }

  private Verified read() {
    var chain = new EventChain();
    long lines = 0;
    String tail = "";
    try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines++;
        tail = chain.check(lines, line);
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
    return new Verified(events, chain.last());
  }
}
