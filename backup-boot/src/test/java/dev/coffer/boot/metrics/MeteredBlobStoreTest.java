package dev.coffer.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.domain.backup.Filename;
import dev.coffer.testkit.drives.BlobStoreConcurrencyContract;
import dev.coffer.testkit.drives.BlobStoreContract;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A store that is counted is still one, whatever is asked of it. */
class MeteredBlobStoreTest implements BlobStoreContract, BlobStoreConcurrencyContract {

  private final InMemoryBlobStore first = new InMemoryBlobStore(DRIVE);
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Override
  public BlobStore storeFor(UUID driveId) {
    return new MeteredBlobStore(first.onSamePlaceFor(driveId), "main", registry);
  }

  private double counted(String name) {
    return registry.get(name).tag("drive", "main").counter().count();
  }

  private double failures(String reason) {
    return registry
        .get("coffer.drive.failures")
        .tags("drive", "main", "reason", reason)
        .counter()
        .count();
  }

  @Test
  void bytesAreCountedInEachDirectionAsTheyMove() throws IOException {
    BlobStore store = initialisedStore();

    putSome(store, 200_000);
    assertThat(counted("coffer.drive.written")).isEqualTo(200_000);
    assertThat(counted("coffer.drive.read")).isZero();

    try (InputStream bytes = store.open(KEY, 0, 100_000).orElseThrow()) {
      assertThat(bytes.read()).isNotNegative();
      assertThat(counted("coffer.drive.read")).isEqualTo(1);
      bytes.readAllBytes();
    }
    assertThat(counted("coffer.drive.read")).isEqualTo(100_000);
  }

  /** A default of the port would answer for a store that knows better. */
  @Test
  void nothingOfThePortIsAnsweredByItsDefault() {
    assertThat(BlobStore.class.getMethods())
        .allSatisfy(method ->
            assertThat(
                    MeteredBlobStore.class
                        .getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass())
                .isEqualTo(MeteredBlobStore.class));
  }

  @Test
  void addressesOfTheStoreAreHandedOn() {
    var address = URI.create("https://store.example/object");
    var giving =
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (_, _, _) -> Optional.of(address));

    assertThat(
            new MeteredBlobStore(giving, "main", registry)
                .address(KEY, new Filename("a.bin"), Duration.ofMinutes(1)))
        .contains(address);
  }

  @Test
  void aCallThatFailsIsCountedByItsReason() {
    var full = new StorageFull("no room");
    BlobStore store =
        new MeteredBlobStore(
            FailingBlobStore.throwing(
                InMemoryBlobStore.initialised(DRIVE),
                FailingBlobStore.Moment.BEFORE_EFFECT,
                1,
                full),
            "main",
            registry);

    assertThatThrownBy(() -> putSome(store, 10)).isSameAs(full);
    assertThat(store.stat(KEY)).isEmpty();
    assertThatThrownBy(() -> storeFor(UUID.randomUUID()).stat(KEY))
        .isInstanceOf(StorageException.class);

    assertThat(failures("full")).isEqualTo(1);
    assertThat(failures("unavailable")).isEqualTo(1);
    assertThat(failures("corrupt")).isZero();
  }
}
