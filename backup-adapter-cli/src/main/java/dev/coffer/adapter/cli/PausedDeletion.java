package dev.coffer.adapter.cli;

import dev.coffer.application.retention.RetentionIndex.Halt;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.domain.access.Authority;

/** Reports to people that deleted data is not removed now, why, and which command resumes it. */
public final class PausedDeletion {

  private final CommandContext context;
  private final RetentionPolicies policies;
  private final Authority authority;

  /** Reported last; empty before. */
  private String reported = "";

  public PausedDeletion(CommandContext context, RetentionPolicies policies, Authority authority) {
    this.context = context;
    this.policies = policies;
    this.authority = authority;
  }

  public static String describe(String reason) {
    return "Automatic deletion is paused until you run coffer retention accept: " + reason;
  }

  /** Of one organization: what people or appliances delete there is still removed. */
  public static String describe(Halt halt) {
    return "Retention of organization \"%s\" is paused until you run coffer retention accept --organization \"%s\": %s"
        .formatted(halt.organization(), halt.organization(), halt.reason());
  }

  /**
   * Prints a line to standard error if deletion is paused, and the same one only once.
   *
   * @param effect a sentence, on what the pause means here
   */
  public void report(String effect) {
    policies
        .halts(authority)
        .vault()
        .filter(reason -> !reason.equals(reported))
        .ifPresent(reason -> {
          reported = reason;
          context.err().println(effect + " " + describe(reason));
        });
  }
}
