package dev.coffer.boot;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the program begins. */
public final class Main {

  private Main() {}

  /** Exits with 0 (done), 1 (refused or failed) or 2 (wrong usage). */
  public static void main(String[] arguments) {
    // Until a configuration says otherwise, and for all commands but serve: nothing but trouble.
    LogSetup.apply(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
    var context =
        new CommandContext(
            System.getenv(),
            wiring(),
            new RandomIdentifiers(),
            LogSetup::apply,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(CofferCommand.run(context, arguments));
  }

  /** Replaced by the wiring of the vault. */
  private static Wiring wiring() {
    return new Wiring(
        (config, beforeListening) -> {
          throw new CommandFailure("serve is not wired in this build");
        },
        config -> {
          throw new CommandFailure("administration is not wired in this build");
        },
        config -> {
          throw new CommandFailure("the index is not wired in this build");
        });
  }
}
