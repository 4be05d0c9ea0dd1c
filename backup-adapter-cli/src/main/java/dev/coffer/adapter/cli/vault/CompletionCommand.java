package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.CommandContext;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the script with which a shell completes commands and options. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options in a shell.",
      "In ~/.bashrc: eval \"$(coffer completion bash)\". For zsh, the same in ~/.zshrc."
    })
public final class CompletionCommand implements Callable<Integer> {

  /** The supported shells. The script detects which of them runs it. */
  enum Shell {
    bash,
    zsh
  }

  private final CommandContext context;
  private final Supplier<CommandLine> all;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private @Nullable Shell shell;

  private CompletionCommand(CommandContext context, Supplier<CommandLine> all) {
    this.context = context;
    this.all = all;
  }

  /**
   * Makes the command.
   *
   * @param all the tree of all commands
   */
  public static CommandLine tree(CommandContext context, Supplier<CommandLine> all) {
    return new CommandLine(new CompletionCommand(context, all));
  }

  @Override
  public Integer call() {
    String script =
        switch (Objects.requireNonNull(shell)) {
          case bash, zsh -> AutoComplete.bash("coffer", all.get());
        };
    context.out().print(script);
    return 0;
  }
}
