package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.access.VaultKeys;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code coffer secrets …}: the vault's own keys. */
@Command(name = "secrets", description = "List, replace and remove the vault's own keys.")
public final class SecretsCommand {

  private SecretsCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new SecretsCommand())
        .addSubcommand("list", new ListKeys(context))
        .addSubcommand("rotate", new Rotate(context))
        .addSubcommand("remove", new Remove(context));
  }

  /** Never prints a key itself. */
  @Command(
      name = "list",
      description = "List the vault's own keys and what uses them, never their values.")
  static final class ListKeys implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    ListKeys(CommandContext context) {
      this.context = context;
    }

    /** What {@code --json} prints of one. */
    record KeyLine(
        String kind,
        String id,
        String state,
        Optional<String> madeAt,
        Optional<Long> systemSecrets,
        Optional<Long> apiKeys) {

      static KeyLine of(VaultKeys.Row row) {
        return new KeyLine(
            row.kind().word(),
            row.id(),
            Fields.lower(row.state()),
            row.madeAt().map(Fields::time),
            row.uses().map(VaultKeys.Uses::systemSecrets),
            row.uses().map(VaultKeys.Uses::apiKeys));
      }
    }

    @Override
    public Integer call() {
      List<KeyLine> lines = options.vault(context).keys().list().stream().map(KeyLine::of).toList();
      json.print(context.out(), lines, () -> print(lines));
      return 0;
    }

    private void print(List<KeyLine> lines) {
      var table =
          new Table(
              Column.whole("KIND"),
              Column.whole("ID"),
              Column.whole("STATE"),
              Column.whole("MADE"),
              Column.whole("SECRETS"),
              Column.whole("API KEYS"));
      for (KeyLine line : lines) {
        table.row(
            line.kind(),
            line.id(),
            line.state(),
            line.madeAt().orElse("unknown"),
            line.systemSecrets().map(String::valueOf).orElse("-"),
            line.apiKeys().map(String::valueOf).orElse("-"));
      }
      table.print(context.out());
    }
  }

  /** The server goes on with the keys that it has read. */
  @Command(
      name = "rotate",
      description = {
        "Make a new pepper or manifest key, to be used from the next start of the server on.",
        "All secrets and signatures stay valid."
      })
  static final class Rotate implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    @Parameters(paramLabel = "KIND", description = "What to replace: pepper or manifest-key.")
    private VaultKeys.@Nullable Kind kind;

    Rotate(CommandContext context) {
      this.context = context;
    }

    /** What {@code --json} prints. */
    record Rotated(String kind, String id) {}

    @Override
    public Integer call() {
      VaultKeys.Kind rotated = Objects.requireNonNull(kind);
      String id = options.vault(context).keys().rotate(rotated);
      json.print(context.out(), new Rotated(rotated.word(), id), () -> print(rotated, id));
      return 0;
    }

    private void print(VaultKeys.Kind rotated, String id) {
      context.out().println("The new %s %s is in vault.key.".formatted(rotated.word(), id));
      context.out().println("1. Copy vault.key to the place where you keep its copy.");
      context.out().println("2. Restart the server. It uses the new key from then on.");
    }
  }

  /** Refuses a key that is needed. */
  @Command(name = "remove", description = "Remove a key that nothing needs any more.")
  static final class Remove implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();

    @Parameters(paramLabel = "ID", description = "The id, as coffer secrets list shows it.")
    private String id = "";

    Remove(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      options.vault(context).keys().remove(id);
      context.out().println("The key %s was removed.".formatted(id));
      return 0;
    }
  }
}
