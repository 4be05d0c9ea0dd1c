package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Progress;
import dev.coffer.adapter.cli.QuietOption;
import dev.coffer.adapter.cli.SecretOutput;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.ImportedRows;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds many systems and prints their secrets, once. */
@Command(
    name = "import",
    description = {
      "Add the systems of a file and print their secrets. They cannot be shown again.",
      "The file is CSV with the header key,organization,label, or JSON with one object per line.",
      "Existing systems get no second secret."
    })
final class SystemImportCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SecretOutput secretOutput = new SecretOutput();
  @Mixin private final QuietOption quiet = new QuietOption();

  @Parameters(
      paramLabel = "FILE",
      description = "The file, whose name ends with .csv, .jsonl or .ndjson.")
  private Path file = Path.of("");

  /** Elements of the array that {@code --json} prints. */
  private int handedOver;

  SystemImportCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints of one. */
  record ImportedSystem(
      String key, String status, Optional<String> secret, Optional<String> reason) {

    static ImportedSystem of(Systems.ImportOutcome outcome) {
      return new ImportedSystem(
          outcome.key(),
          outcome.secret().isPresent() ? "created" : "refused",
          outcome.secret().map(Secret::value),
          outcome.refusal());
    }
  }

  @Override
  public Integer call() {
    List<Systems.ImportRow> rows = rows();
    var refused = 0;
    try (var session = options.open(context);
        var bar =
            quiet.progress(context, json).begin("Adding", rows.size(), Progress.Unit.SYSTEMS)) {
      var done = 0;
      for (Systems.ImportRow row : rows) {
        List<ImportedSystem> refusals =
            session
                .systems()
                .importAll(
                    session.authority(),
                    List.of(row),
                    created -> handOver(ImportedSystem.of(created)))
                .stream()
                .map(ImportedSystem::of)
                .filter(imported -> imported.secret().isEmpty())
                .toList();
        refusals.forEach(this::refuse);
        refused += refusals.size();
        bar.reached(++done);
      }
    } finally {
      end();
    }
    return refused == 0 ? 0 : 1;
  }

  /** Also of a part: the systems that were added before a failure are there. */
  private void end() {
    if (json.isAsked()) {
      secretOutput.handOver(context, handedOver == 0 ? "[]\n" : "]\n");
    } else {
      context.err().println("The vault does not store the secrets and cannot show them again.");
    }
  }

  private void handOver(ImportedSystem created) {
    if (json.isAsked()) {
      element(created);
    } else {
      secretOutput.handOver(
          context, "%s  %s\n".formatted(created.key(), created.secret().orElseThrow()));
    }
  }

  private void refuse(ImportedSystem row) {
    if (json.isAsked()) {
      element(row);
    } else {
      context.err().println(row.key() + "  refused: " + row.reason().orElse(""));
    }
  }

  /** One array, of which each element arrives before its system is added. */
  private void element(ImportedSystem row) {
    secretOutput.handOver(context, (handedOver == 0 ? "[" : ",") + JsonOption.document(row));
    handedOver++;
  }

  private List<Systems.ImportRow> rows() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return file.toString().endsWith(".csv")
          ? ImportedRows.ofCsv(bytes)
          : ImportedRows.ofJsonLines(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read \"%s\"".formatted(file), e);
    } catch (IllegalArgumentException e) {
      throw new UserError("%s: %s".formatted(file, e.getMessage()));
    }
  }
}
