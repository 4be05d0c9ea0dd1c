package dev.coffer.adapter.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the version. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final JsonOption json = new JsonOption();

  VersionCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record Version(String version, String java) {}

  @Override
  public Integer call() {
    String version = context.version();
    String java = Runtime.version().toString();
    json.print(
        context.out(), new Version(version, java), () -> context.out().println(line(context)));
    return 0;
  }

  /** The text for people, also for the option {@code --version}. */
  static String line(CommandContext context) {
    return "coffer %s (Java %s)".formatted(context.version(), Runtime.version());
  }
}
