package dev.coffer.boot.check;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.drives.Drives.Mounted;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.boot.check.Evidence.Growth;
import dev.coffer.boot.check.Evidence.Use;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.fixture.TestVault.Registered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A sound vault on two folders, whose clients have written down all that they were told. Tests
 * violate its invariants, in a transaction that they roll back and in a copy of the folders.
 */
final class PlantedVault implements AutoCloseable {

  static final Map<String, String> KEYS = Map.of("m1", "test manifest key");
  static final String SECRET = "the password of the database";

  final TestPostgres.Database database = TestIndex.migratedDatabase();
  final List<ClientEvent> events = new ArrayList<>();

  /** Two backups of a system with another one that was deleted, and the only one of another. */
  final Backup first;

  final Backup second;
  final Backup only;
  final String systemKey;

  private final PostgresIndex index = TestIndex.open(database);
  private final Path folder;

  PlantedVault(Path folder) {
    this.folder = folder;
    IndexPorts ports = index.ports();
    Mounted primary = mount(ports, "primary");
    Mounted cellar = mount(ports, "cellar");
    TestVault vault = TestVault.over(ports, List.of(primary, cellar));
    String organization = vault.organization();
    Registered system = vault.register(organization);
    Registered other = vault.register(organization);
    systemKey = system.id().value();
    first = store(vault, system, "key-1");
    second = store(vault, system, "key-2");
    only = store(vault, other, "key-1");
    Backup deleted = store(vault, system, "key-3");
    vault.useCases().run("copies-cellar");
    var _ = vault.useCases().applianceBackups().delete(vault.recognise(system), deleted.ref());
    Instant now = Instant.now();
    events.add(new ClientEvent.Deleted(deleted.ref().toString(), now));
    events.add(new ClientEvent.Revoked("a secret that was never used", now));
    events.add(new ClientEvent.Trespassed(systemKey, only.ref().toString(), 404, now));
    events.add(new ClientEvent.Broken("index", now));
    events.add(
        new ClientEvent.Refused(
            503, "{\"code\":503,\"message\":\"index unavailable\",\"data\":null}", false, now));
    events.add(new ClientEvent.Mended("index", now));
  }

  private Mounted mount(IndexPorts ports, String label) {
    Drive drive = ports.drives().known(label, "local", UUID.randomUUID()).drive();
    var store = new FilesystemBlobStore(FilesystemConfig.of(folder.resolve(label)), drive.id());
    store.initialise(drive.id());
    return new Mounted(drive, store);
  }

  private Backup store(TestVault vault, Registered system, String key) {
    Instant sent = Instant.now();
    if (vault.upload(system, Payloads.ofLength(10_000).bytes(), new IdempotencyKey(key))
        instanceof ApplianceBackups.Stored(Backup backup)) {
      events.add(acknowledged(backup, system.id().value(), key, sent));
      return backup;
    }
    throw new AssertionError("the upload was not stored");
  }

  static ClientEvent.Stored acknowledged(Backup backup, String system, String key, Instant sent) {
    return new ClientEvent.Stored(
        system,
        "secret of " + system,
        backup.ref().toString(),
        backup.size().bytes(),
        backup.sha256().hex(),
        key,
        sent,
        Instant.now());
  }

  /** Copies the folders, with the tokens of their files. */
  void copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(one -> !one.equals(folder)).toList()) {
        Files.copy(
            file, target.resolve(folder.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** All there is of a copy of the folders, and a log without a secret. */
  Evidence evidence(Path copy) throws IOException {
    var same = new Use(1000, 20, 30, 5);
    Path log = Files.writeString(copy.resolve("log"), "backup stored\n");
    return Evidence.of(
            List.of(Folder.of(copy.resolve("primary")), Folder.of(copy.resolve("cellar"))))
        .withKeys(KEYS)
        .with(events)
        .withTexts(List.of(log), List.of(SECRET))
        .with(new Growth(same, same, 0));
  }

  @Override
  public void close() {
    index.close();
  }
}
