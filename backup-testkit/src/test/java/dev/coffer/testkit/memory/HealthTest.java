package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageHangs;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Health.Part;
import dev.coffer.application.monitoring.Health.Problem;
import dev.coffer.application.monitoring.Health.Status;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.TestVault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HealthTest {

  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
  private final ManualTicker ticker = new ManualTicker();
  private final FaultyStore main = new FaultyStore();
  private final FaultyStore away = new FaultyStore();
  private final VaultUseCases vault =
      TestVault.useCases(
          index, new Drives(List.of(drive("main", main), drive("away", away))), ticker);

  private static Mounted drive(String label, BlobStore store) {
    return new Mounted(new Drive(UUID.randomUUID(), label, "memory"), store);
  }

  /** A drive in memory with the failures of real ones. */
  private final class FaultyStore implements BlobStore {

    private final InMemoryBlobStore store = InMemoryBlobStore.initialised(UUID.randomUUID());
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch recovered = new CountDownLatch(1);
    private boolean down;
    private boolean hangs;
    private boolean keepsVersions;
    private boolean returnsOtherBytes;
    private Optional<StorageException> onPut = Optional.empty();
    private Duration putTakes = Duration.ZERO;
    private int puts;

    private void answer() {
      if (down) {
        throw new StorageUnavailable("injected: down");
      }
    }

    @Override
    public void initialise(UUID driveId) {
      store.initialise(driveId);
    }

    @Override
    public void put(BlobKey key, WriteToken token, ByteSize size, InputStream body) {
      puts++;
      if (hangs) {
        writing.countDown();
        awaitRecovery();
      }
      ticker.advance(putTakes);
      if (onPut.isPresent()) {
        throw onPut.get();
      }
      store.put(key, token, size, body);
    }

    private void awaitRecovery() {
      try {
        recovered.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Optional<StoredBlob> stat(BlobKey key) {
      answer();
      return store.stat(key);
    }

    @Override
    public Optional<InputStream> open(BlobKey key, long offset, long length) {
      answer();
      return returnsOtherBytes
          ? Optional.of(new ByteArrayInputStream(new byte[6]))
          : store.open(key, offset, length);
    }

    @Override
    public void remove(BlobKey key, WriteToken token) {
      answer();
      store.remove(key, token);
    }

    @Override
    public void discardUnfinished(BlobKey key, WriteToken token) {
      store.discardUnfinished(key, token);
    }

    @Override
    public boolean mayKeepVersions() {
      return keepsVersions;
    }
  }

  private void checkAll() {
    vault.run("health-index");
    vault.run("health-drive-main");
    vault.run("health-drive-away");
  }

  private Status health() {
    return vault.health().status();
  }

  private Part main() {
    return health().drives().firstEntry().getValue();
  }

  @Test
  void aPartThatWasNeverCheckedIsDown() {
    assertThat(health().isUp()).isFalse();
    assertThat(health().index()).isEqualTo(Part.down(Problem.NOT_CHECKED));
    assertThat(health().drives()).allSatisfy((_, part) -> assertThat(part.isUp()).isFalse());
  }

  @Test
  void workingPartsAreUpAndTheRestIsDown() {
    away.down = true;

    checkAll();

    assertThat(health().isUp()).isTrue();
    assertThat(health().index()).isEqualTo(Part.UP);
    assertThat(health().drives())
        .containsExactly(
            Map.entry("main", Part.UP), Map.entry("away", Part.down(Problem.UNAVAILABLE)));
  }

  @Test
  void aResultCountsForTenSeconds() {
    checkAll();

    ticker.advance(Duration.ofSeconds(10));
    assertThat(health().isUp()).isTrue();
    ticker.advance(Duration.ofNanos(1));
    assertThat(health().isUp()).isFalse();
    assertThat(health().index()).isEqualTo(Part.down(Problem.LATE));
    checkAll();
    assertThat(health().isUp()).isTrue();
  }

  @Test
  void aDriveThatIsFullOrReadOnlyIsDownThoughItCanBeRead() {
    main.onPut = Optional.of(new StorageFull("injected: full"));
    checkAll();
    assertThat(main()).isEqualTo(Part.down(Problem.FULL));
    assertThat(health().isUp()).isFalse();

    main.onPut = Optional.of(new StorageUnavailable("injected: read-only file system"));
    checkAll();
    assertThat(main()).isEqualTo(Part.down(Problem.UNWRITABLE));

    main.onPut = Optional.empty();
    checkAll();
    assertThat(main()).isEqualTo(Part.UP);
  }

  @Test
  void aDriveThatHangsIsReportedAsHanging() {
    main.onPut = Optional.of(new StorageHangs("injected: a sync has not returned"));

    checkAll();

    assertThat(main()).isEqualTo(Part.down(Problem.HANGS));
  }

  @Test
  void aDriveThatReturnsOtherBytesIsDown() {
    main.returnsOtherBytes = true;

    checkAll();

    assertThat(main()).isEqualTo(Part.down(Problem.UNREADABLE));
  }

  @Test
  void aWriteThatHangsTakesItsDriveDownAfterTenSecondsAndNothingElse() throws Exception {
    checkAll();
    main.hangs = true;
    ticker.advance(Duration.ofSeconds(4));
    var hanging = CompletableFuture.runAsync(() -> vault.run("health-drive-main"));
    main.writing.await();

    ticker.advance(Duration.ofSeconds(10));
    boolean meanwhile = main().isUp();
    ticker.advance(Duration.ofNanos(1));
    vault.run("health-drive-away");
    vault.run("health-index");

    assertThat(meanwhile).isTrue();
    assertThat(main()).isEqualTo(Part.down(Problem.LATE));
    assertThat(health().drives()).containsEntry("away", Part.UP);
    assertThat(health().index()).isEqualTo(Part.UP);
    main.recovered.countDown();
    hanging.join();
    assertThat(main()).isEqualTo(Part.UP);
  }

  @Test
  void nothingIsLeftOnADrive() {
    checkAll();
    assertThat(main.store.keys()).isEmpty();

    main.returnsOtherBytes = true;
    checkAll();
    main.returnsOtherBytes = false;
    checkAll();

    assertThat(main.store.keys()).isEmpty();
  }

  @Test
  void aSlowDriveIsWrittenToLessOften() {
    main.putTakes = Duration.ofMillis(200);
    checkAll();
    int first = main.puts;

    ticker.advance(Duration.ofSeconds(9));
    checkAll();
    int soon = main.puts;
    ticker.advance(Duration.ofSeconds(1));
    checkAll();

    assertThat(soon).isEqualTo(first);
    assertThat(main.puts).isEqualTo(first + 1);
  }

  /** The drive would keep each write permanently. */
  @Test
  void aDriveThatKeepsVersionsIsNotWrittenTo() {
    main.keepsVersions = true;

    checkAll();

    assertThat(main()).isEqualTo(Part.UP);
    assertThat(main.puts).isZero();
  }

  @Test
  void readinessChecksTheIndexAndNoDrive() {
    main.down = true;
    away.down = true;

    assertThat(vault.readiness().canServe()).isTrue();
    assertThat(health().index()).isEqualTo(Part.UP);
  }
}
