package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.deletion.Erasures.EraseCommand;
import dev.coffer.application.deletion.Erasures.Erased;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.tenancy.SystemState;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.FailingBlobStore.Moment;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The tenant snapshots on a drive after a pass. */
class TenantSnapshotPassTest {

  private static final Duration LATER = Duration.ofMinutes(10);

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  private final UUID driveId = UUID.randomUUID();
  private final InMemoryBlobStore store = InMemoryBlobStore.initialised(driveId);
  private final IndexPorts index = new InMemoryIndex(() -> now).ports();
  private final Tenant tenant = Tenant.register(index);

  private VaultUseCases vault(BlobStore drive) {
    var mounted = new Drives.Mounted(new Drive(driveId, "main", "memory"), drive);
    return TestVault.useCases(index, new Drives(List.of(mounted)), new ManualTicker());
  }

  private void pass(BlobStore drive) {
    vault(drive).run("tenant-snapshots-main");
  }

  private String snapshotsOf(UUID organization) {
    return ".vault/directory/" + organization + "/";
  }

  private List<BlobKey> keys(String prefix) {
    return store.keys().stream()
        .filter(key -> key.value().startsWith(prefix))
        .sorted(Comparator.comparingLong(TenantSnapshotPassTest::number))
        .toList();
  }

  private static long number(BlobKey key) {
    return Long.parseLong(key.value().substring(key.value().lastIndexOf('/') + 1));
  }

  private List<String> lines(BlobKey key) {
    try (InputStream body = store.open(key, 0, Integer.MAX_VALUE).orElseThrow()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aChangeIsOnTheDriveSignedAndNumbered() {
    pass(store);
    index
        .systems()
        .change(
            TestVault.AUTHORITY,
            tenant.caller().systemId(),
            Systems.Change.of(SystemState.SUSPENDED));
    pass(store);

    List<BlobKey> directories = keys(snapshotsOf(tenant.organization().id()));
    assertThat(directories).hasSize(2);
    List<String> lines = lines(directories.getLast());
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).matches("m1 [0-9a-f]{64}");
    assertThat(lines.getFirst())
        .contains(
            "\"number\":" + number(directories.getLast()),
            "\"name\":\"" + tenant.organization().name() + "\"",
            "\"key\":\"" + tenant.caller().systemId() + "\"",
            "\"state\":\"suspended\"",
            "\"secret_hmac\":\"" + tenant.hmac().hex() + "\"");
  }

  @Test
  void aMarkFollowsEachSnapshotAndNothingIsWrittenWithoutAChange() {
    pass(store);
    int written = store.keys().size();
    pass(store);

    assertThat(store.keys()).hasSize(written);
    List<BlobKey> marks = keys(".vault/high-water/");
    assertThat(marks).hasSize(1);
    assertThat(number(marks.getLast())).isGreaterThan(number(keys(".vault/directory/").getLast()));
    assertThat(lines(marks.getLast()).getFirst()).startsWith("{\"v\":1,");
  }

  @Test
  void aDriveThatWasAwayGetsItsSnapshotsLater() {
    pass(FailingBlobStore.throwing(store, Moment.BEFORE_EFFECT, 1, new StorageUnavailable("away")));
    assertThat(keys(snapshotsOf(tenant.organization().id()))).isEmpty();

    now = now.plus(LATER);
    pass(store);

    assertThat(keys(snapshotsOf(tenant.organization().id()))).hasSize(1);
  }

  @Test
  void aSnapshotWhoseReplyWasLostIsWrittenAgainAndTheFirstOneRemoved() {
    pass(FailingBlobStore.throwing(store, Moment.AFTER_EFFECT, 1, new StorageUnavailable("lost")));
    List<BlobKey> unknown = keys(".vault/directory/");
    assertThat(unknown).hasSize(1);

    now = now.plus(LATER);
    pass(store);

    assertThat(keys(".vault/directory/")).isNotEmpty().doesNotContain(unknown.getFirst());
  }

  @Test
  void onlyTheNewestFewAreKept() {
    for (int i = 0; i < 6; i++) {
      index
          .credentials()
          .rotate(
              TestVault.AUTHORITY,
              tenant.caller().systemId(),
              UUID.randomUUID(),
              Tenant.newHmac(),
              Duration.ZERO);
      pass(store);
    }

    assertThat(keys(snapshotsOf(tenant.organization().id()))).hasSize(3);
    assertThat(keys(".vault/high-water/")).hasSize(3);
  }

  @Test
  void anErasureEndsWhenTheDriveNoLongerNamesTheTenant() {
    pass(store);
    VaultUseCases vault = vault(store);
    Authority eraser = Authority.atCommandLine("tester");
    var command =
        new EraseCommand(
            new TenantRef.OfOrganizationNamed(tenant.organization().name()), true, false);
    assertThat(vault.erasures().erase(eraser, command)).isNotInstanceOf(Erased.class);

    pass(store);
    vault.run("erasures");

    assertThat(keys(snapshotsOf(tenant.organization().id()))).isEmpty();
    assertThat(vault.erasures().erase(eraser, command)).isInstanceOf(Erased.class);
  }
}
