package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the version. */
@Command(name = "version", description = "Print the version.")
public final class VersionCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final JsonOption json = new JsonOption();

  private VersionCommand(CommandContext context) {
    this.context = context;
  }

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new VersionCommand(context));
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
  public static String line(CommandContext context) {
    return "coffer %s (Java %s)".formatted(context.version(), Runtime.version());
  }
}
