package dev.coffer.boot;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.filesystem.FilesystemDriveProbe;
import dev.coffer.adapter.s3.S3BlobStore;
import dev.coffer.adapter.s3.S3DriveProbe;
import dev.coffer.application.Durations;
import dev.coffer.application.Identifiers;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.Ticker;
import dev.coffer.application.UserError;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.application.drives.DriveRegistry.KnownDrive;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageException;
import dev.coffer.application.drives.ThreadedBlobStore;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.domain.backup.Drive;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The drives of the configuration, each with the adapter of its kind. A new kind of drive is added
 * here, in {@link DriveConfig} and where its keys are read.
 */
record ConfiguredDrives(
    ExternalDrives externalDrives, IndexPorts index, Clock clock, Durations durations) {

  private static final Ticker TICKER = new SystemTicker();

  /**
   * Makes them known to the index and prepares those that are new, for a server that starts.
   *
   * @throws UserError when a drive that holds backups is missing from {@code configs}
   */
  Drives mount(List<DriveConfig> configs, Identifiers identifiers) {
    var drives = new Drives(configs.stream().map(drive -> mount(drive, identifiers)).toList());
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

  private Drives.Mounted mount(DriveConfig config, Identifiers identifiers) {
    DriveRegistry registry = index.drives();
    KnownDrive known = registry.known(config.label(), config.provider(), identifiers.nextUuid());
    BlobStore store = store(config, known.drive().id());
    if (!known.initialised()) {
      initialise(store, known.drive());
      registry.markInitialised(known.drive().id());
    }
    return new Drives.Mounted(known.drive(), store);
  }

  /** Only for the first start of a drive, which somebody is waiting for. */
  private static void initialise(BlobStore store, Drive drive) {
    try {
      store.initialise(drive.id());
    } catch (StorageException e) {
      throw new UserError(
          "drive \"%s\" cannot be prepared: %s".formatted(drive.label(), e.getMessage()), e);
    }
  }

  /** The store of a drive with this id; touches nothing. */
  BlobStore store(DriveConfig config, UUID driveId) {
    return switch (config) {
      case DriveConfig.FilesystemDrive(_, var directory) ->
          new FilesystemBlobStore(
              FilesystemConfig.of(directory).withStepLimit(durations.driveStep()), driveId);
      // Their connections are sockets with timeouts, on which virtual threads may wait.
      case DriveConfig.S3Drive(_, var bucket) ->
          new S3BlobStore(bucket, driveId, index.unfinishedUploads(), clock, TICKER);
      case DriveConfig.ExternalDrive(var label) ->
          new ThreadedBlobStore(externalDrives.open(label, driveId), label, durations.driveStep());
    };
  }

  /** The probe of a drive, whether or not the drive is in use. */
  static DriveProbe probe(DriveConfig config, Clock clock, Duration stepLimit) {
    return switch (config) {
      case DriveConfig.FilesystemDrive(_, var directory) ->
          new FilesystemDriveProbe(FilesystemConfig.of(directory).withStepLimit(stepLimit));
      case DriveConfig.S3Drive(_, var bucket) -> new S3DriveProbe(bucket, clock, TICKER);
      case DriveConfig.ExternalDrive(var label) ->
          throw new UserError(
              ("drive \"%s\" cannot be checked by this command. It checks drives of provider local "
                      + "or s3 only.")
                  .formatted(label));
    };
  }
}
