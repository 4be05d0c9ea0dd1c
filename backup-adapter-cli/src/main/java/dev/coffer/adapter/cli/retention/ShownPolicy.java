package dev.coffer.adapter.cli.retention;

import dev.coffer.domain.Units;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** How commands show a policy. */
final class ShownPolicy {

  private ShownPolicy() {}

  /** What {@code --json} prints of a policy: its numbers, and its warnings. */
  static SequencedMap<String, Object> json(RetentionPolicy policy) {
    SequencedMap<String, Object> json = new LinkedHashMap<>(policy.numbers());
    json.put("warnings", policy.warnings());
    return json;
  }

  /** One line for each part. */
  static void print(PrintWriter out, RetentionPolicy policy) {
    RetentionSlots slots = policy.slots();
    out.println("  count       " + limit(policy.count()));
    out.println("  bytes       " + Units.limitForPeople(policy.bytes()));
    out.println(
        "  age         " + (policy.age().isZero() ? "none" : Units.forPeople(policy.age())));
    out.println(
        "  first of    %d hours, %d days, %d weeks, %d months, %d years"
            .formatted(slots.hours(), slots.days(), slots.weeks(), slots.months(), slots.years()));
    out.println("  protection  " + Units.forPeople(policy.protection()));
    out.println("  min-keep    " + policy.minKeep());
  }

  static void warn(PrintWriter err, RetentionPolicy policy) {
    policy.warnings().forEach(warning -> err.println("coffer: warning: " + warning));
  }

  private static String limit(int number) {
    return number == 0 ? "none" : Integer.toString(number);
  }
}
