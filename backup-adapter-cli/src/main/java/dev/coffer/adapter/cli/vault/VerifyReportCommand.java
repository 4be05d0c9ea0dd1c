package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.deletion.ReportSignature;
import dev.coffer.application.deletion.ReportSignature.Bad;
import dev.coffer.application.deletion.ReportSignature.Good;
import dev.coffer.application.deletion.ReportSignature.NoReport;
import dev.coffer.application.deletion.ReportSignature.OlderForm;
import dev.coffer.application.deletion.ReportSignature.UnknownKey;
import dev.coffer.application.deletion.ReportSignature.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks the signature of an erasure report, with the keys of the vault or a public key alone. */
@Command(
    name = "verify-report",
    description = {
      "Verify the signature of an erasure report.",
      "The exit code is 1 if the report was changed, or if another vault signed it."
    })
public final class VerifyReportCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();

  @Parameters(paramLabel = "FILE", description = "The report that --report wrote.")
  private Path report = Path.of("");

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description =
          "PEM file with the public key of the vault. Default: the keys of the local vault")
  private @Nullable Path publicKey;

  private VerifyReportCommand(CommandContext context) {
    this.context = context;
  }

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new VerifyReportCommand(context));
  }

  @Override
  public Integer call() {
    return switch (verified(keys())) {
      case Good(String keyId, long backups) -> {
        context
            .out()
            .println(
                "The report is genuine: it lists %d erased backups and was signed with the key %s."
                    .formatted(backups, keyId));
        yield 0;
      }
      case Bad() ->
          refused("the report is not genuine: it was changed, or signed with another key");
      case UnknownKey(String keyId) ->
          refused(
              "the report was signed with the key %s, which this vault does not have"
                  .formatted(keyId));
      case OlderForm() ->
          refused(
              "the report has the signature of an earlier build, which cannot be verified with a "
                  + "public key. Write it again with --report of the erase command.");
      case NoReport() -> refused("\"%s\" is not a complete erasure report".formatted(report));
    };
  }

  private int refused(String sentence) {
    context.err().println("coffer: " + sentence);
    return 1;
  }

  private Verdict verified(Function<String, Optional<PublicKey>> keys) {
    try (Stream<String> lines = Files.lines(report)) {
      return ReportSignature.verify(lines.iterator(), keys);
    } catch (UncheckedIOException e) {
      throw PublicKeyFile.unreadable(report, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw PublicKeyFile.unreadable(report, e);
    }
  }

  private Function<String, Optional<PublicKey>> keys() {
    if (publicKey == null) {
      Map<String, PublicKey> ofVault = options.vault(context).reportKeys();
      return id -> Optional.ofNullable(ofVault.get(id));
    }
    PublicKey given = PublicKeyFile.read(publicKey);
    return _ -> Optional.of(given);
  }
}
