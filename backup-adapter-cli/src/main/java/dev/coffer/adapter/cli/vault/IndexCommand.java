package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coffer index …}: how a DBA connects, the schema, dumps. */
@Command(
    name = "index",
    description = {
      "Show how a DBA connects to the index.",
      "The commands below migrate, dump, restore and move it."
    })
public final class IndexCommand implements Callable<Integer> {

  /** Where the views for DBAs lie. */
  private static final String SCHEMA = "catalog";

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private IndexCommand(CommandContext context) {
    this.context = context;
  }

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new IndexCommand(context))
        .addSubcommand("migrate", new Migrate(context))
        .addSubcommand("dump", new IndexDumpCommand(context))
        .addSubcommand("restore", new IndexRestoreCommand(context))
        .addSubcommand("move", new IndexMoveCommand(context));
  }

  /** What {@code --json} prints. */
  record IndexFacts(
      String jdbcUrl, String user, Optional<String> passwordFile, String psql, String schema) {}

  @Override
  public Integer call() {
    LocalVault vault = options.vault(context);
    IndexAccess access = vault.index().orElseThrow(() -> absent(vault));
    var printed =
        new IndexFacts(
            access.jdbcUrl(),
            access.user(),
            access.passwordFile().map(Path::toString),
            access.psql(),
            SCHEMA);
    json.print(context.out(), printed, () -> print(access));
    return 0;
  }

  private void print(IndexAccess access) {
    String password =
        access.passwordFile().map(Path::toString).orElse("as configured (index.password)");
    context.out().println("psql      " + access.psql());
    context.out().println("JDBC URL  " + access.jdbcUrl());
    context.out().println("user      " + access.user());
    context.out().println("password  " + password);
    context.out().println("views     schema " + SCHEMA + ", read-only: \\dv " + SCHEMA + ".*");
  }

  /** Brings the schema up to date, for instances whose own role may not. */
  @Command(
      name = "migrate",
      description = "Migrate the schema of the index. Configure its owner as index.user for this.")
  static final class Migrate implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    Migrate(CommandContext context) {
      this.context = context;
    }

    /** What {@code --json} prints. */
    record Migrated(int applied) {}

    @Override
    public Integer call() {
      int applied = options.vault(context).migrate();
      json.print(context.out(), new Migrated(applied), () -> print(applied));
      return 0;
    }

    private void print(int applied) {
      context
          .out()
          .println(
              applied == 0
                  ? "The schema was already up to date."
                  : "The schema is up to date, migrations applied: " + applied);
    }
  }

  private static UserError absent(LocalVault vault) {
    return new UserError(
        "the index in \"%s\" runs only while the server runs. Start it first with coffer serve."
            .formatted(vault.facts().data()));
  }
}
