package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Durations;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.retention.ClockWatchService;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.application.retention.RetentionService;
import dev.coffer.application.upload.UploadLedger.Attempt;
import dev.coffer.application.upload.UploadLedger.Begun;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.Tenant;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds in elapsed time while the index's clock jumps at every step and within passes. */
class JumpingClockPropertiesTest {

  private static final Authority OPERATOR = Authority.atCommandLine("tester");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration GRACE = Duration.ofDays(7);
  private static final Duration AGE = Duration.ofDays(30);
  private static final UploadAllowance ONE_AT_ONCE = new UploadAllowance(0, 0, 1);

  private static final RetentionPolicy POLICY =
      new RetentionPolicy(0, ByteSize.ZERO, AGE, RetentionSlots.NONE, Duration.ZERO, 1);

  enum Action {
    WAIT,
    STORE,
    DELETE,
    BEGIN,
    PURGE,
    RETAIN,
    RECOVER,
    SET_RIGHT_AND_ACCEPT
  }

  /** Sets the clock wrong by the offset, runs the action, then lets time pass. */
  record Step(Duration offset, Action action, Duration offsetWithin, Duration elapsed) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Duration> offsets =
        Arbitraries.of(0L, 0L, 0L, 1L, 10L, 14L, 16L, 60L, 3 * 1440L, 7 * 1440L, 730 * 1440L)
            .flatMap(minutes -> Arbitraries.of(minutes, -minutes))
            .map(Duration::ofMinutes);
    Arbitrary<Duration> times =
        Arbitraries.of(20, 20, 300, 3600, 86_400, 3 * 86_400).map(Duration::ofSeconds);
    return Combinators.combine(offsets, Arbitraries.of(Action.class), offsets, times)
        .as(Step::new)
        .list()
        .ofMinSize(5)
        .ofMaxSize(60);
  }

  @Property
  void nothingIsRemovedEarlyAndNobodyIsLockedOut(@ForAll("histories") List<Step> steps) {
    var history = new History();
    for (Step step : steps) {
      history.take(step);
    }
  }

  private static final class History {

    private final ManualTicker ticker = new ManualTicker();
    private Duration offset = Duration.ZERO;
    private final IndexPorts index =
        new InMemoryIndex(() -> START.plus(elapsed()).plus(offset)).ports();
    private final Tenant tenant = Tenant.register(index);
    private final ClockWatchService watch =
        new ClockWatchService(index.clock(), ticker, Durations.DEFAULT.retention().clockLimits());

    /** When each backup was stored, in elapsed time. */
    private final Map<BackupId, Duration> stored = new HashMap<>();

    private final Map<BackupId, Duration> deleted = new HashMap<>();
    private final Map<UUID, Duration> begun = new HashMap<>();

    History() {
      watch.run();
    }

    private Duration elapsed() {
      return Duration.ofNanos(ticker.nanos());
    }

    /**
     * The error that a trusted clock may have: the drift, and the rate at which the reference
     * follows.
     */
    private Duration tolerance() {
      return Durations.DEFAULT
          .retention()
          .maxClockDrift()
          .plusMinutes(1)
          .plus(elapsed().dividedBy(500));
    }

    void take(Step step) {
      offset = step.offset();
      switch (step.action()) {
        case WAIT -> watch.run();
        case STORE -> stored.put(tenant.store(10).id(), elapsed());
        case DELETE -> listed().stream().findFirst().ifPresent(this::delete);
        case BEGIN -> begin();
        case PURGE -> purge();
        case RETAIN -> retain(step.offsetWithin());
        case RECOVER -> recover();
        case SET_RIGHT_AND_ACCEPT -> {
          offset = Duration.ZERO;
          index.retention().accept(OPERATOR);
          watch.run();
        }
      }
      ticker.advance(step.elapsed());
      watch.run();
      nobodyHoldsALeaseTooLong();
    }

    private List<Backup> listed() {
      return index
          .backups()
          .list(tenant.caller().systemId(), List.of(tenant.hmac()), ListWindow.ALL)
          .orElseThrow()
          .backups();
    }

    private void delete(Backup backup) {
      tenant.delete(backup.ref(), GRACE);
      deleted.put(backup.id(), elapsed());
    }

    private void begin() {
      var result = index.uploads().begin(tenant.intent(10), ONE_AT_ONCE);
      if (result instanceof Begun(Attempt attempt)) {
        begun.put(attempt.leaseToken(), elapsed());
      } else {
        assertThat(begun.values())
            .as("a lease that keeps others out")
            .anyMatch(at -> isWithin(at, Tenant.LEASE.plus(tolerance())));
      }
    }

    private boolean isWithin(Duration at, Duration time) {
      return elapsed().minus(at).compareTo(time) <= 0;
    }

    private void purge() {
      List<Purge> purges = index.purges().claimDue("tester", Duration.ofMinutes(10), 100);
      for (Purge purge : purges) {
        Duration at = deleted.get(purge.id());
        assertThat(elapsed().minus(at).plus(tolerance()))
            .as("time in grace")
            .isGreaterThanOrEqualTo(GRACE);
        index.purges().purged(purge);
      }
    }

    /** The clock jumps when the first system is read. */
    private void retain(Duration offsetWithin) {
      Set<BackupId> before = listed().stream().map(Backup::id).collect(Collectors.toSet());
      new RetentionService(
              beforeRead(() -> offset = offsetWithin), POLICY, Durations.DEFAULT.retention())
          .run();
      listed().stream().map(Backup::id).forEach(before::remove);
      for (BackupId removed : before) {
        assertThat(elapsed().minus(stored.get(removed)).plus(tolerance()))
            .as("age")
            .isGreaterThanOrEqualTo(AGE);
        deleted.put(removed, elapsed().plus(Durations.DEFAULT.retention().grace()).minus(GRACE));
      }
    }

    private RetentionIndex beforeRead(Runnable jump) {
      return (RetentionIndex)
          Proxy.newProxyInstance(
              RetentionIndex.class.getClassLoader(),
              new Class<?>[] {RetentionIndex.class},
              (_, called, arguments) -> {
                if (called.getName().equals("retained")) {
                  jump.run();
                }
                try {
                  return called.invoke(index.retention(), arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private void recover() {
      for (Attempt attempt : index.uploads().claimExpired("tester", Tenant.LEASE, 100)) {
        assertThat(index.uploads().abandon(attempt, "interrupted", Duration.ZERO)).isTrue();
      }
    }

    private void nobodyHoldsALeaseTooLong() {
      List<UUID> old =
          begun.entrySet().stream()
              .filter(lease -> !isWithin(lease.getValue(), Tenant.LEASE.plus(tolerance())))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(index.uploads().renew(old, Tenant.LEASE)).as("old leases").isEmpty();
    }
  }
}
