package dev.coffer.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.StoreBackup;
import dev.coffer.domain.ByteSize;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MeteredUploadsTest {

  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final TestVault vault = vault();

  private static TestVault vault() {
    UUID drive = UUID.randomUUID();
    return TestVault.over(
        new InMemoryIndex(InstantSource.system()).ports(),
        drive,
        InMemoryBlobStore.initialised(drive));
  }

  private StoreBackup.Result upload(Supplier<StoreBackup.Result> result) {
    return new MeteredUploads((_, _) -> result.get(), registry)
        .store(vault.announce(vault.register(), 1), () -> new ByteArrayInputStream(new byte[1]));
  }

  private double counted(String outcome) {
    return registry.get("coffer.uploads").tag("outcome", outcome).counter().count();
  }

  @Test
  void anUploadIsCountedByItsResultWhichIsPassedOn() {
    var tooLarge = new StoreBackup.TooLarge(new ByteSize(1));

    assertThat(upload(() -> tooLarge)).isSameAs(tooLarge);
    upload(StoreBackup.NoRoom::new);
    upload(StoreBackup.NoRoom::new);

    assertThat(counted("too_large")).isEqualTo(1);
    assertThat(counted("no_room")).isEqualTo(2);
    assertThat(counted("stored")).isZero();
  }

  @Test
  void anUploadWithoutAResultIsCountedByItsReason() {
    for (RuntimeException failure :
        new RuntimeException[] {
          new StorageUnavailable("away"),
          new StorageFull("full"),
          new IllegalStateException("client gone")
        }) {
      assertThatThrownBy(() ->
              upload(() -> {
                throw failure;
              }))
          .isSameAs(failure);
    }

    assertThat(counted("unavailable")).isEqualTo(1);
    assertThat(counted("drive_full")).isEqualTo(1);
    assertThat(counted("broken")).isEqualTo(1);
  }
}
