package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.vault.ErasureContract;
import dev.coffer.testkit.vault.VaultBehaviourContract;
import dev.coffer.testkit.vault.VaultFaultContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The use cases over the real adapters. */
class VaultOnPostgresAndFilesIT
    implements VaultBehaviourContract, VaultFaultContract, ErasureContract {

  @TempDir private static Path drive;

  private static PostgresIndex index;
  private static UUID driveId;
  private static BlobStore store;

  @BeforeAll
  static void open() {
    index = TestIndex.open();
    driveId = index.ports().drives().known("primary", "local", UUID.randomUUID()).drive().id();
    store = new FilesystemBlobStore(FilesystemConfig.of(drive), driveId);
    store.initialise(driveId);
  }

  @AfterAll
  static void close() {
    index.close();
  }

  /** As after a kill between the link of a manifest and the removal of its temporary name. */
  @Test
  void recoveryLeavesNoTemporaryNameOfWhatItCompletes() throws IOException {
    var dying =
        new FailingBlobStore(
            store,
            FailingBlobStore.Moment.AFTER_EFFECT,
            MANIFEST_PUT,
            () -> {
              linkManifestToTemporaryName();
              throw new Death();
            });
    TestVault.Registered system = TestVault.over(index(), driveId, store).register();
    assertThatThrownBy(() ->
            TestVault.over(index(), driveId, dying).upload(system, Payloads.ofLength(10).bytes()))
        .isInstanceOf(Death.class);

    TestVault restarted = TestVault.over(index(), driveId, store);
    restarted.recover();

    assertThat(restarted.list(system)).hasSize(1);
    assertThat(drive.resolve(".tmp")).isEmptyDirectory();
  }

  private static void linkManifestToTemporaryName() {
    try (Stream<Path> manifests = Files.walk(drive.resolve(".vault").resolve("manifests"))) {
      Path newest =
          manifests
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
              .orElseThrow();
      String token =
          Files.readString(newest).replaceAll("(?s).*\"write_token\":\"([^\"]+)\".*", "$1");
      Files.createLink(
          drive.resolve(".tmp").resolve(newest.getFileName() + "." + token + ".1"), newest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public IndexPorts index() {
    return index.ports();
  }

  @Override
  public UUID driveId() {
    return driveId;
  }

  @Override
  public BlobStore store() {
    return store;
  }
}
