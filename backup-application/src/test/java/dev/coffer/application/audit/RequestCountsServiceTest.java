package dev.coffer.application.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.audit.RequestCounts.Counted;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.tenancy.SystemId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestCountsServiceTest {

  private static final Counted UPLOAD =
      Counted.of(AuditAction.BACKUPS_UPLOADED, new Actor(Actor.Kind.SYSTEM, "NETH-1"));

  private final KnownSystems audit = new KnownSystems();
  private final RequestCountsService counts = new RequestCountsService(audit);

  /** Knows NETH-1, and fails as long as it is told to. */
  private static final class KnownSystems implements AuditLog {
    private final List<RequestCount> recorded = new ArrayList<>();
    private boolean fails;

    @Override
    public List<RequestCount> record(List<RequestCount> counts) {
      if (fails) {
        throw new StorageUnavailable("the index does not answer");
      }
      List<RequestCount> unknown = counts.stream().filter(count -> !isKnown(count)).toList();
      counts.stream().filter(KnownSystems::isKnown).forEach(recorded::add);
      return unknown;
    }

    private static boolean isKnown(RequestCount count) {
      return count.request().system().stream().allMatch(key -> key.value().equals("NETH-1"));
    }

    @Override
    public void record(Actor actor, AuditAction action, BackupId backup, String detail) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<AuditEvent> events(Authority by, AuditEvents.PageQuery query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void makeRoom() {
      throw new UnsupportedOperationException();
    }
  }

  private void refuse(String key) {
    counts.count(Counted.refusedLogin(new SystemId(key)));
  }

  @Test
  void requestsOfOneKindAreOneCountAndWrittenOnce() {
    counts.count(UPLOAD);
    counts.count(UPLOAD);
    refuse("NETH-1");

    counts.run();
    counts.run();

    assertThat(audit.recorded)
        .containsExactlyInAnyOrder(
            new AuditLog.RequestCount(UPLOAD, 2),
            new AuditLog.RequestCount(Counted.refusedLogin(new SystemId("NETH-1")), 1));
  }

  @Test
  void loginsForSystemsThatDoNotExistAreCountedTogether() {
    refuse("INVENTED-1");
    refuse("INVENTED-2");
    counts.count(Counted.refusedLogin());

    counts.run();

    assertThat(audit.recorded)
        .extracting(AuditLog.RequestCount::request)
        .containsOnly(Counted.refusedLogin());
    assertThat(audit.recorded.stream().mapToLong(AuditLog.RequestCount::times).sum()).isEqualTo(3);
  }

  @Test
  void whatTheIndexCouldNotTakeIsWrittenByTheNextPass() {
    counts.count(UPLOAD);
    audit.fails = true;
    assertThatThrownBy(counts::run).isInstanceOf(StorageUnavailable.class);
    counts.count(UPLOAD);
    audit.fails = false;

    counts.run();

    assertThat(audit.recorded).containsExactly(new AuditLog.RequestCount(UPLOAD, 2));
  }

  @Test
  void inventedKeysTakeNoMoreMemoryThanABoundAndHideNoSystem() {
    for (int i = 0; i < 3 * RequestCountsService.MOST_CLAIMS; i++) {
      refuse("INVENTED-" + i);
    }
    counts.count(UPLOAD);

    counts.run();

    assertThat(audit.recorded).contains(new AuditLog.RequestCount(UPLOAD, 1));
    assertThat(audit.recorded).hasSizeLessThanOrEqualTo(3);
    assertThat(audit.recorded.stream().mapToLong(AuditLog.RequestCount::times).sum())
        .isEqualTo(3L * RequestCountsService.MOST_CLAIMS + 1);
  }
}
