package dev.coffer.adapter.cli;

import picocli.CommandLine.Option;

/** The option of every command that shows how far it is. */
public final class QuietOption {

  @Option(names = "--quiet", description = "Show no progress, not even on a terminal.")
  private boolean quiet;

  public Progress progress(CommandContext context, JsonOption json) {
    return quiet || json.isAsked() ? Progress.NONE : context.progress();
  }
}
