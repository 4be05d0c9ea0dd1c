package dev.coffer.boot;

import static dev.coffer.boot.config.LogConfig.Level.WARN;

import dev.coffer.adapter.cli.CofferCommand;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Output;
import dev.coffer.adapter.cli.StandardOutput;
import dev.coffer.adapter.cli.TerminalProgress;
import dev.coffer.application.Durations;
import dev.coffer.boot.config.LogConfig;
import dev.coffer.boot.log.CommandErrors;
import dev.coffer.boot.log.LogSetup;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.Consumer;

/** Where the program begins. */
public final class Main {

  private Main() {}

  /** Exits with 0 (done), 1 (refused or failed) or 2 (wrong usage). */
  public static void main(String[] arguments) {
    run(ExternalDrives.none(), arguments);
  }

  /** The same program with adapters of somebody else's, from their {@code main}. */
  public static void run(ExternalDrives externalDrives, String... arguments) {
    run(externalDrives, Durations.DEFAULT, arguments);
  }

  static void run(ExternalDrives externalDrives, Durations durations, String... arguments) {
    ProcessDefaults.set();
    var environment = System.getenv();
    // Until serve applies its configuration, and for all other commands: warnings and errors.
    var firstLog = new LogConfig(CommandErrors.format(environment, arguments), WARN);
    var errors = new CommandErrors(new FileOutputStream(FileDescriptor.err), firstLog.format());
    PrintWriter err = errors.printer();
    Consumer<LogConfig> logging =
        log -> {
          LogSetup.apply(log);
          errors.use(log.format());
        };
    logging.accept(firstLog);
    Thread.setDefaultUncaughtExceptionHandler(LogSetup::uncaught);
    var identifiers = new RandomIdentifiers();
    var clock = Clock.systemUTC();
    var context =
        new CommandContext(
            environment,
            new WiredVaultAccess(
                environment, externalDrives, durations, identifiers, clock, logging),
            identifiers,
            clock,
            BuildFacts.version(),
            new Output(
                new StandardOutput(new FileOutputStream(FileDescriptor.out)),
                err,
                new TerminalProgress(err)));
    System.exit(CofferCommand.run(context, arguments));
  }
}
