package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Progress;
import dev.coffer.adapter.cli.QuietOption;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.ImportedRows;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  @Mixin private final QuietOption quiet = new QuietOption();

  @Parameters(
      paramLabel = "FILE",
      description = "The file, whose name ends with .csv, .jsonl or .ndjson.")
  private Path file = Path.of("");

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
    List<ImportedSystem> printed = new ArrayList<>();
    try (var session = options.open(context);
        var bar =
            quiet.progress(context, json).begin("Adding", rows.size(), Progress.Unit.SYSTEMS)) {
      for (Systems.ImportRow row : rows) {
        session.systems().importAll(session.authority(), List.of(row)).stream()
            .map(ImportedSystem::of)
            .forEach(printed::add);
        bar.reached(printed.size());
      }
    } finally {
      // Also of a part: a secret that is not printed now is known to nobody.
      json.print(context.out(), printed, () -> print(printed));
    }
    return printed.stream().allMatch(row -> row.secret().isPresent()) ? 0 : 1;
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

  private void print(List<ImportedSystem> rows) {
    for (ImportedSystem row : rows) {
      row.secret()
          .ifPresentOrElse(
              secret -> context.out().println(row.key() + "  " + secret),
              () -> context.err().println(row.key() + "  refused: " + row.reason().orElse("")));
    }
    context.err().println("The vault does not store the secrets and cannot show them again.");
  }
}
