package dev.coffer.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.access.Credentials;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.time.InstantSource;
import java.util.Optional;
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

  private ApplianceBackups.StoreResult upload(Supplier<ApplianceBackups.StoreResult> result) {
    return new MeteredUploads(answering(result), registry)
        .store(vault.announce(vault.register(), 1), () -> new ByteArrayInputStream(new byte[1]));
  }

  private ApplianceBackups answering(Supplier<ApplianceBackups.StoreResult> result) {
    ApplianceBackups backups = vault.useCases().applianceBackups();
    return new ApplianceBackups() {
      @Override
      public ListResult list(Credentials credentials, ListWindow window) {
        return backups.list(credentials, window);
      }

      @Override
      public StoreResult store(StoreCommand command, Body body) {
        return result.get();
      }

      @Override
      public Optional<Download> fetch(Caller caller, BackupRef ref) {
        return backups.fetch(caller, ref);
      }

      @Override
      public DeleteBackup.Result delete(Caller caller, BackupRef ref) {
        return backups.delete(caller, ref);
      }
    };
  }

  private double counted(String outcome) {
    return registry.get("coffer.uploads").tag("outcome", outcome).counter().count();
  }

  @Test
  void anUploadIsCountedByItsResultWhichIsPassedOn() {
    var tooLarge = new UploadRefusal.TooLarge(new ByteSize(1));

    assertThat(upload(() -> tooLarge)).isSameAs(tooLarge);
    upload(UploadRefusal.NoRoom::new);
    upload(UploadRefusal.NoRoom::new);

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
