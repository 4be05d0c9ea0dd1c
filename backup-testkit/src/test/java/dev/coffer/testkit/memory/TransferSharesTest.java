package dev.coffer.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.IndexPorts;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.TooManyDownloads;
import dev.coffer.application.drives.Shares;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.ApplianceBackups.StoreResult;
import dev.coffer.application.upload.ApplianceBackups.Stored;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two tenants at the limits of one instance, one of them hostile. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class TransferSharesTest {

  private static final byte[] BYTES = Payloads.ofLength(1000).bytes();

  private static final long ANNOUNCED = 1_900_000_000;

  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
  private final UUID driveId =
      index.drives().known("primary", "memory", UUID.randomUUID()).drive().id();
  private final TestVault vault =
      TestVault.over(index, driveId, InMemoryBlobStore.initialised(driveId))
          .withLimits(TransferLimits.DEFAULT);

  private final Registered honest = vault.register();

  @Test
  void slowReadersOfOneSystemLeaveTheOthersTheirDownloads() throws IOException {
    Registered hostile = vault.register();
    Backup theirs = stored(vault.upload(hostile, BYTES));
    Backup mine = stored(vault.upload(honest, BYTES));

    var slow = new ArrayList<InputStream>();
    int refused = 0;
    for (int i = 0; i < 128; i++) {
      try {
        slow.add(content(hostile, theirs).whole().orElseThrow());
      } catch (TooManyDownloads e) {
        refused++;
      }
    }

    assertThat(slow).hasSize(16);
    assertThat(refused).isEqualTo(112);
    assertThat(vault.download(honest, mine.ref())).isPresent();
    slow.getFirst().close();
    assertThat(vault.download(hostile, theirs.ref())).isPresent();
    for (InputStream reader : slow) {
      reader.close();
    }
  }

  @Test
  void slowReadersOfOneOrganizationLeaveTheOthersTheirDownloads() {
    String organization = vault.organization();
    var slow = new ArrayList<InputStream>();
    for (int i = 0; i < 4; i++) {
      Registered hostile = vault.register(organization);
      Backup theirs = stored(vault.upload(hostile, BYTES));
      for (int j = 0; j < 16; j++) {
        slow.add(content(hostile, theirs).whole().orElseThrow());
      }
    }
    Registered fifth = vault.register(organization);
    Backup theirs = stored(vault.upload(fifth, BYTES));
    Backup mine = stored(vault.upload(honest, BYTES));

    assertThat(slow).hasSize(64);
    assertThat(content(fifth, theirs)).satisfies(TransferSharesTest::isRefused);
    assertThat(vault.download(honest, mine.ref())).isPresent();
  }

  private static void isRefused(Download.Content content) {
    assertThatThrownBy(content::whole).isInstanceOf(TooManyDownloads.class);
  }

  @Test
  void tricklingUploadsOfOneOrganizationLeaveTheOthersTheirs() throws Exception {
    String organization = vault.organization();
    List<Registered> hostile =
        IntStream.range(0, 32).mapToObj(_ -> vault.register(organization)).toList();
    var running = new CountDownLatch(32);
    var refused = new CountDownLatch(32);
    var released = new CountDownLatch(1);

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        Closeable _ = released::countDown) {
      List<Future<StoreResult>> uploads =
          IntStream.range(0, 64)
              .mapToObj(i ->
                  clients.submit(() -> {
                    StoreResult result =
                        trickle(hostile.get(i % 32), BYTES.length, running, released);
                    if (result instanceof UploadRefusal.TooManyAtOnce) {
                      refused.countDown();
                    }
                    return result;
                  }))
              .toList();
      running.await();
      refused.await();

      assertThat(vault.upload(honest, BYTES)).isInstanceOf(Stored.class);

      released.countDown();
      assertThat(uploads.stream().filter(upload -> result(upload) instanceof Stored)).hasSize(32);
    }
  }

  /** In the order of the contract: its running uploads may be what has taken the room. */
  @Test
  void aShareInUseIsToldBeforeRoomThatIsMissing() throws Exception {
    Registered system = vault.register();
    vault
        .useCases()
        .systems()
        .change(
            TestVault.AUTHORITY,
            system.id(),
            new Systems.Change(
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ByteSize(2L * BYTES.length)),
                Optional.empty()));
    var running = new CountDownLatch(2);
    var released = new CountDownLatch(1);

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        Closeable _ = released::countDown) {
      for (int i = 0; i < 2; i++) {
        var _ = clients.submit(() -> trickle(system, BYTES.length, running, released));
      }
      running.await();

      assertThat(vault.upload(system, BYTES)).isEqualTo(new UploadRefusal.TooManyAtOnce());
    }
    assertThat(vault.upload(system, BYTES)).isEqualTo(new UploadRefusal.NoRoom());
  }

  @Test
  void announcedBytesOfOneOrganizationLeaveTheOthersTheirs() throws Exception {
    String organization = vault.organization();
    var running = new CountDownLatch(18);
    var released = new CountDownLatch(1);

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        Closeable _ = released::countDown) {
      for (int i = 0; i < 18; i++) {
        Registered hostile = vault.register(organization);
        var _ = clients.submit(() -> trickle(hostile, ANNOUNCED, running, released));
      }
      running.await();

      for (int i = 18; i < 39; i++) {
        assertThat(trickle(vault.register(organization), ANNOUNCED, running, released))
            .isEqualTo(new UploadRefusal.NoRoomNow());
      }
      assertThat(vault.upload(honest, BYTES)).isInstanceOf(Stored.class);
    }
  }

  @Test
  void bytesThatHaveArrivedAreNotOutstanding() throws Exception {
    var limits =
        new TransferLimits(Shares.Limits.NONE, Shares.Limits.NONE, new Shares.Limits(0, 0, 1500));
    TestVault small = vault.withLimits(limits);
    Registered system = small.register();
    var opened = new CountDownLatch(1);
    var half = new CountDownLatch(1);
    var read = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    var body =
        new SequenceInputStream(
            new ByteArrayInputStream(BYTES, 0, 500),
            new FilterInputStream(new ByteArrayInputStream(BYTES, 500, 500)) {
              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                read.countDown();
                await(released);
                return super.read(buffer, offset, length);
              }
            });

    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        Closeable _ = released::countDown) {
      Future<StoreResult> first =
          clients.submit(() ->
              small
                  .useCases()
                  .applianceBackups()
                  .store(
                      small.announce(system, BYTES.length),
                      () -> {
                        opened.countDown();
                        await(half);
                        return body;
                      }));
      opened.await();
      assertThat(small.upload(system, BYTES)).isEqualTo(new UploadRefusal.NoRoomNow());
      half.countDown();
      read.await();
      assertThat(small.upload(system, BYTES)).isInstanceOf(Stored.class);
      released.countDown();
      assertThat(result(first)).isInstanceOf(Stored.class);
    }
  }

  private static StoreResult result(Future<StoreResult> upload) {
    try {
      return upload.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Stops before its first byte, as one that sends a byte now and then looks to others. */
  private StoreResult trickle(
      Registered system, long size, CountDownLatch running, CountDownLatch released) {
    return vault
        .useCases()
        .applianceBackups()
        .store(
            vault.announce(system, size),
            () -> {
              running.countDown();
              await(released);
              return new ByteArrayInputStream(BYTES);
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Download.Content content(Registered system, Backup backup) {
    return vault
        .useCases()
        .applianceBackups()
        .fetch(vault.recognise(system), backup.ref())
        .orElseThrow()
        .content();
  }

  private static Backup stored(ApplianceBackups.StoreResult result) {
    return ((Stored) result).backup();
  }
}
