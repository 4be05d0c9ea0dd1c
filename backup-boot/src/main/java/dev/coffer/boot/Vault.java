package dev.coffer.boot;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.filesystem.FilesystemDriveProbe;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RequestObserver;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.s3.S3BlobStore;
import dev.coffer.adapter.s3.S3DriveProbe;
import dev.coffer.application.Identifiers;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.Schedule;
import dev.coffer.application.Ticker;
import dev.coffer.application.UserError;
import dev.coffer.application.VaultSettings;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.application.drives.DriveRegistry.KnownDrive;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.tenancy.InitialiseVault;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadSettings;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.boot.metrics.Metrics;
import dev.coffer.boot.metrics.VaultGauges;
import dev.coffer.domain.backup.Drive;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance. Builds all parts by hand, in order, and closes them in reverse.
 * Thread-safe.
 */
final class Vault implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Vault.class);

  private static final Ticker TICKER = new SystemTicker();

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean draining;
  private volatile String failure = "";

  /** 0 before it listens. */
  private volatile int port;

  /** 0 where there is none. */
  private int adminPort;

  private Vault() {}

  /**
   * Starts everything; what was started is closed again when a later part fails.
   *
   * @param beforeListening called with the index ready and the port not yet open
   */
  static Vault start(
      VaultConfig config,
      Adapters adapters,
      Schedule schedule,
      Identifiers identifiers,
      Clock clock,
      Consumer<InitialiseVault> beforeListening) {
    var vault = new Vault();
    try {
      vault.open(config, adapters, schedule, identifiers, clock, beforeListening);
      return vault;
    } catch (RuntimeException e) {
      vault.close();
      throw e;
    }
  }

  private void open(
      VaultConfig config,
      Adapters adapters,
      Schedule schedule,
      Identifiers identifiers,
      Clock clock,
      Consumer<InitialiseVault> beforeListening) {
    Listeners.requireFree(config.server());
    RunningIndex running =
        keep(RunningIndex.open(config, identifiers, clock, reason -> endBecause(reason)));
    PostgresIndex index = keep(PostgresIndex.open(running.connection()));
    IndexPorts ports = index.ports();
    VaultSettings settings = settings(config, identifiers);
    Drives drives = drives(config.drives(), adapters, ports, identifiers, clock);
    Optional<Metrics> metrics = config.server().admin().map(_ -> keep(new Metrics()));
    metrics.ifPresent(meters -> index.meter(meters.registry()));
    VaultUseCases useCases =
        VaultUseCases.create(
            ports,
            metrics.map(meters -> meters.counting(drives)).orElse(drives),
            identifiers,
            TICKER,
            running.keyring(),
            settings,
            schedule);
    beforeListening.accept(useCases.initialiseVault());
    if (running.isOurs()) {
      // Nobody else can hold a lease here: those that are there were left by a process that died.
      ports.uploads().expireOthers(settings.uploads().instance());
    }
    useCases.run(VaultUseCases.RECOVER_UPLOADS);
    var scheduler = keep(new Scheduler(schedule.jobs().closeTimeout()));
    useCases.jobs().forEach(scheduler::add);
    metrics.ifPresent(meters -> {
      useCases.monitoringJobs().forEach(scheduler::add);
      meters.show(new VaultGauges(useCases, BuildFacts.read()));
    });
    var listeners =
        new Listeners(
            config.server(),
            useCases,
            identifiers,
            () -> port > 0 && !draining && index.isReachable());
    // Opened first and so closed last: it reports the shutdown of the other listener.
    config
        .server()
        .admin()
        .ifPresent(admin -> adminPort = keep(listeners.admin(admin, metrics.orElseThrow())).port());
    ApplianceBackups backups = useCases.applianceBackups();
    HttpServer server =
        keep(
            listeners.main(
                TICKER,
                metrics.map(meters -> meters.counting(backups)).orElse(backups),
                metrics.map(Metrics::requests).orElse(RequestObserver.NOBODY)));
    port = server.port();
  }

  private <P extends AutoCloseable> P keep(P part) {
    parts.push(part);
    return part;
  }

  private static VaultSettings settings(VaultConfig config, Identifiers identifiers) {
    return new VaultSettings(
        new UploadSettings(
            ProcessHandle.current().pid() + "-" + identifiers.nextUuid(),
            config.maxUpload(),
            config.allowance()),
        config.transfers(),
        config.copies(),
        config.deletionGrace(),
        config.retention());
  }

  private static Drives drives(
      List<DriveConfig> configs,
      Adapters adapters,
      IndexPorts index,
      Identifiers identifiers,
      Clock clock) {
    var drives =
        new Drives(
            configs.stream()
                .map(drive -> mount(drive, adapters, index, identifiers, clock))
                .toList());
    List<UUID> order = drives.mounted().stream().map(mounted -> mounted.drive().id()).toList();
    for (Drive missing : index.drives().missingFrom(order)) {
      throw new UserError(
          ("drive \"%s\" still holds backups but is missing from the configuration. Add it "
                  + "under drives, or run coffer drive remove %s if it is gone for good.")
              .formatted(missing.label(), missing.label()));
    }
    index.drives().arrange(order);
    return drives;
  }

  private static Drives.Mounted mount(
      DriveConfig config,
      Adapters adapters,
      IndexPorts index,
      Identifiers identifiers,
      Clock clock) {
    DriveRegistry registry = index.drives();
    KnownDrive known = registry.known(config.label(), config.provider(), identifiers.nextUuid());
    BlobStore store = store(config, known.drive().id(), adapters, index, clock);
    if (!known.initialised()) {
      store.initialise(known.drive().id());
      registry.markInitialised(known.drive().id());
    }
    return new Drives.Mounted(known.drive(), store);
  }

  /** The store of a drive with this id; touches nothing. */
  static BlobStore store(
      DriveConfig config, UUID driveId, Adapters adapters, IndexPorts index, Clock clock) {
    return switch (config) {
      case DriveConfig.FilesystemDrive(_, var directory) ->
          new FilesystemBlobStore(FilesystemConfig.of(directory), driveId);
      case DriveConfig.S3Drive(_, var bucket) ->
          new S3BlobStore(bucket, driveId, index.unfinishedUploads(), clock, TICKER);
      case DriveConfig.ExternalDrive(var label) -> adapters.open(label, driveId);
    };
  }

  /** The probe of a drive, whether or not the drive is in use. */
  static DriveProbe probe(DriveConfig config, Clock clock) {
    return switch (config) {
      case DriveConfig.FilesystemDrive(_, var directory) ->
          new FilesystemDriveProbe(FilesystemConfig.of(directory));
      case DriveConfig.S3Drive(_, var bucket) -> new S3DriveProbe(bucket, clock, TICKER);
      case DriveConfig.ExternalDrive(var label) ->
          throw new UserError(
              ("drive \"%s\" cannot be checked by this command. It checks drives of provider local "
                      + "or s3 only.")
                  .formatted(label));
    };
  }

  /** Of the main listener: the one that was really taken, also where port 0 was configured. */
  int port() {
    return port;
  }

  /** Of the admin listener; empty where there is none. */
  OptionalInt adminPort() {
    return adminPort > 0 ? OptionalInt.of(adminPort) : OptionalInt.empty();
  }

  /** Ends the instance from within; {@link #awaitEnd} reports the reason. */
  private void endBecause(String reason) {
    if (!draining) {
      failure = reason;
      Thread.ofPlatform().name("end").start(this::close);
    }
  }

  /**
   * Waits until the vault was closed.
   *
   * @throws UserError when it ended on its own, for example with its index
   */
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!failure.isEmpty()) {
      throw new UserError(failure);
    }
  }

  /** Ends it in order: requests in progress may finish. Closing again does nothing. */
  @Override
  public synchronized void close() {
    draining = true;
    while (!parts.isEmpty()) {
      closeOne(parts.pop());
    }
    ended.countDown();
  }

  /** One part that does not close well must not keep the ones below it open. */
  private static void closeOne(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.error("{} could not be closed cleanly", part.getClass().getSimpleName(), e);
    }
  }
}
