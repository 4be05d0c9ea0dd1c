package dev.coffer.boot.check;

import java.util.HashMap;
import java.util.Map;

/** To which backup each write token belongs, on all drives together. */
final class TokenOwners {

  private final Map<String, String> owners = new HashMap<>();
  private final Report report;

  TokenOwners(Report report) {
    this.report = report;
  }

  /** A backup, by its id, was found with this token. */
  void found(String token, String backup) {
    String first = owners.computeIfAbsent(token, _ -> backup);
    report.looked(Invariant.I8, 1);
    report.violatedUnless(
        first.equals(backup),
        Invariant.I8,
        "write token %s: %s and %s".formatted(token, first, backup));
  }
}
