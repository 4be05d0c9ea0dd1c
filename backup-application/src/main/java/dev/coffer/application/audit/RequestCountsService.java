package dev.coffer.application.audit;

import dev.coffer.application.Maintenance;
import dev.coffer.application.audit.AuditLog.RequestCount;
import dev.coffer.application.drives.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts in memory, and writes the counts to the audit log as a job and when the instance ends. The
 * counts of an instance that is killed are lost since its last pass. Thread-safe.
 */
public final class RequestCountsService implements RequestCounts, Maintenance {

  /**
   * Refused logins of more systems than these are counted together, so that an attacker who invents
   * keys fills neither the memory nor the audit log.
   */
  static final int MOST_CLAIMS = 1_000;

  private final AuditLog audit;
  private final Map<Counted, Long> counts = new ConcurrentHashMap<>();

  public RequestCountsService(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public void count(Counted request) {
    boolean isOneTooMany =
        request.caller().isEmpty() && counts.size() >= MOST_CLAIMS && !counts.containsKey(request);
    add(isOneTooMany ? request.ofNobody() : request, 1);
  }

  private void add(Counted request, long times) {
    counts.merge(request, times, Long::sum);
  }

  @Override
  public void run() {
    Map<Counted, Long> ofNobody = new HashMap<>();
    // Those unknown to the index are counted again, as nobody.
    write(taken())
        .forEach(
            unknown -> ofNobody.merge(unknown.request().ofNobody(), unknown.times(), Long::sum));
    write(ofNobody);
  }

  private Map<Counted, Long> taken() {
    Map<Counted, Long> taken = new HashMap<>();
    for (Counted request : Set.copyOf(counts.keySet())) {
      Long times = counts.remove(request);
      if (times != null) {
        taken.put(request, times);
      }
    }
    return taken;
  }

  /** Returns those of whom the index knows nothing. */
  private List<RequestCount> write(Map<Counted, Long> taken) {
    if (taken.isEmpty()) {
      return List.of();
    }
    try {
      return audit.record(
          taken.entrySet().stream()
              .map(sum -> new RequestCount(sum.getKey(), sum.getValue()))
              .toList());
    } catch (StorageException e) {
      taken.forEach(this::add);
      throw e;
    }
  }
}
