package dev.coffer.adapter.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the script with which a shell completes commands and options. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options in a shell.",
      "In ~/.bashrc: eval \"$(coffer completion bash)\". For zsh, the same in ~/.zshrc."
    })
final class CompletionCommand implements Callable<Integer> {

  /** The supported shells. The script detects which of them runs it. */
  enum Shell {
    bash,
    zsh
  }

  private final CommandContext context;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private @Nullable Shell shell;

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String script =
        switch (Objects.requireNonNull(shell)) {
          case bash, zsh -> AutoComplete.bash("coffer", CofferCommand.whole(context));
        };
    context.out().print(script);
    return 0;
  }
}
