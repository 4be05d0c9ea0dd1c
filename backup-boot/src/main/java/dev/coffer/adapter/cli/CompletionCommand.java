package dev.coffer.adapter.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options in a shell.",
      "bash: eval \"$(coffer completion bash)\" in ~/.bashrc; zsh the same in ~/.zshrc."
    })
final class CompletionCommand implements Callable<Integer> {

  /** Shells that know the script; it looks by itself which of them runs it. */
  enum Shell {
    bash,
    zsh
  }

  private final CommandContext context;
  private final Supplier<CommandLine> whole;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private @Nullable Shell shell;

  /**
   * @param whole the tree of all commands
   */
  CompletionCommand(CommandContext context, Supplier<CommandLine> whole) {
    this.context = context;
    this.whole = whole;
  }

  @Override
  public Integer call() {
    String script =
        switch (Objects.requireNonNull(shell)) {
          case bash, zsh -> AutoComplete.bash("coffer", whole.get());
        };
    context.out().print(script);
    return 0;
  }
}
