package dev.coffer.boot.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a check has found, by invariant. */
public final class Report {

  /** Of each invariant; more would hide the other invariants. */
  private static final int MOST_PRINTED = 5;

  private final Map<Invariant, Long> checked = new EnumMap<>(Invariant.class);
  private final Map<Invariant, List<String>> violations = new EnumMap<>(Invariant.class);

  /** So many things were looked at; none means that an invariant was not checked. */
  void looked(Invariant invariant, long things) {
    checked.merge(invariant, things, Long::sum);
  }

  void violated(Invariant invariant, String how) {
    violations.computeIfAbsent(invariant, _ -> new ArrayList<>()).add(how);
  }

  void violatedUnless(boolean good, Invariant invariant, String how) {
    if (!good) {
      violated(invariant, how);
    }
  }

  public boolean holds() {
    return violations.isEmpty();
  }

  public Set<Invariant> violated() {
    return Set.copyOf(violations.keySet());
  }

  public List<String> violationsOf(Invariant invariant) {
    return List.copyOf(violations.getOrDefault(invariant, List.of()));
  }

  /** Invariants for which there was nothing to look at. */
  public Set<Invariant> notChecked() {
    return Stream.of(Invariant.values())
        .filter(one -> !violations.containsKey(one) && checked.getOrDefault(one, 0L) == 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** One line for each invariant, and below it what violates it. */
  public String print() {
    var text = new StringBuilder();
    for (Invariant one : Invariant.values()) {
      text.append("%-3s %-11s %s%n".formatted(one, verdict(one), one.sentence()));
      List<String> found = violations.getOrDefault(one, List.of());
      found.stream().limit(MOST_PRINTED).forEach(how -> text.append("      %s%n".formatted(how)));
      if (found.size() > MOST_PRINTED) {
        text.append("      and %d more%n".formatted(found.size() - MOST_PRINTED));
      }
    }
    return text.toString();
  }

  private String verdict(Invariant one) {
    if (violations.containsKey(one)) {
      return "VIOLATED";
    }
    return checked.getOrDefault(one, 0L) == 0 ? "not checked" : "holds";
  }
}
