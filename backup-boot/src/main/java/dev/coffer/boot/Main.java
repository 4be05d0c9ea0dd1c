package dev.coffer.boot;

import dev.coffer.adapter.cli.CofferCommand;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.TerminalProgress;
import dev.coffer.application.Identifiers;
import dev.coffer.boot.config.LogConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Where the program begins. */
public final class Main {

  private Main() {}

  /** Exits with 0 (done), 1 (refused or failed) or 2 (wrong usage). */
  public static void main(String[] arguments) {
    run(Adapters.standard(), arguments);
  }

  /** The same program with adapters of somebody else's, from their {@code main}. */
  public static void run(Adapters adapters, String... arguments) {
    run(adapters, Pace.DEFAULT, arguments);
  }

  static void run(Adapters adapters, Pace pace, String... arguments) {
    // Until a configuration says otherwise, and for all commands but serve: nothing but trouble.
    LogSetup.apply(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
    var identifiers = new RandomIdentifiers();
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    var context =
        new CommandContext(
            System.getenv(),
            wiring(adapters, pace, identifiers, Clock.systemUTC()),
            identifiers,
            LogSetup::apply,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            System.out,
            err,
            new TerminalProgress(err));
    System.exit(CofferCommand.run(context, arguments));
  }

  static Wiring wiring(Adapters adapters, Pace pace, Identifiers identifiers, Clock clock) {
    var index = new IndexTools(identifiers, clock);
    return new Wiring(
        (config, beforeListening) ->
            Vault.start(config, adapters, pace, identifiers, clock, beforeListening),
        config -> index.open(config, adapters),
        config -> index.fleet(config, adapters),
        RemoteTools::open,
        index::find,
        index::migrate,
        drive -> Vault.probe(drive, clock));
  }
}
