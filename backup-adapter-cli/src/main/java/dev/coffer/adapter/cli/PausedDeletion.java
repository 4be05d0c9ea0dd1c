package dev.coffer.adapter.cli;

import dev.coffer.application.retention.RetentionPolicies;

/** Reports to people that deleted data is not removed now, why, and which command resumes it. */
public final class PausedDeletion {

  private final CommandContext context;
  private final RetentionPolicies policies;

  /** Reported last; empty before. */
  private String reported = "";

  public PausedDeletion(CommandContext context, RetentionPolicies policies) {
    this.context = context;
    this.policies = policies;
  }

  public static String describe(String reason) {
    return "Automatic deletion is paused until you run coffer retention accept: " + reason;
  }

  /**
   * Prints a line to standard error if deletion is paused, and the same one only once.
   *
   * @param effect a sentence, on what the pause means here
   */
  public void report(String effect) {
    policies
        .halted()
        .filter(reason -> !reason.equals(reported))
        .ifPresent(reason -> {
          reported = reason;
          context.err().println(effect + " " + describe(reason));
        });
  }
}
