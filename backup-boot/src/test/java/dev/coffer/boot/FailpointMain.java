package dev.coffer.boot;

import dev.coffer.adapter.filesystem.FilesystemBlobStore;
import dev.coffer.adapter.filesystem.FilesystemConfig;
import dev.coffer.adapter.s3.S3BlobStore;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.application.Durations;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.boot.faults.FailingDrive;
import dev.coffer.boot.faults.Trap;
import dev.coffer.domain.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The program with short durations, on two drives that fail where a test wants them to. */
public final class FailpointMain {

  /** Labels of the drives. */
  public static final String FIRST = "first";

  public static final String SECOND = "second";

  /** Where each drive is: a folder, or the endpoint of an S3 store. */
  public static final String PLACES = "FAILPOINT_DRIVE_";

  /** The folder of the {@link Trap}. */
  public static final String TRAP = "FAILPOINT_TRAP";

  private static final String GRACE = "COFFER_DELETION_GRACE";
  private static final String NONE = "0s";

  /** Longer than a sync takes on a machine that runs other tests. */
  private static final Duration STEP = Duration.ofSeconds(3);

  private static final Durations HASTY = HastyMain.DURATIONS;
  private static final Durations DURATIONS =
      new Durations(
          HASTY.jobs(),
          HASTY.uploads(),
          HASTY.copies(),
          new Durations.Purge(HastyMain.LEASE, Duration.ofSeconds(1), Duration.ofDays(90)),
          HASTY.retention(),
          HASTY.snapshots(),
          HASTY.monitoring(),
          HASTY.usageAudit(),
          STEP,
          HASTY.linkLifetime(),
          HASTY.shutdown());

  private FailpointMain() {}

  public static void main(String[] arguments) {
    var trap = new Trap(Path.of(System.getenv(TRAP)));
    Main.run(
        ExternalDrives.none()
            .withDrive(FIRST, id -> new FailingDrive(store(FIRST, id), trap, true))
            .withDrive(SECOND, id -> new FailingDrive(store(SECOND, id), trap, false)),
        DURATIONS,
        arguments);
  }

  /** What such a process needs in its environment. */
  public static Map<String, String> environment(Path trap, String first, String second) {
    return Map.of(
        TRAP,
        trap.toString(),
        PLACES + FIRST,
        first,
        PLACES + SECOND,
        second,
        "COFFER_DRIVES_0_LABEL",
        FIRST,
        "COFFER_DRIVES_0_PROVIDER",
        "external",
        "COFFER_DRIVES_1_LABEL",
        SECOND,
        "COFFER_DRIVES_1_PROVIDER",
        "external",
        GRACE,
        NONE);
  }

  /** Deletes a backup for good, by a command: the first system of a vault may not delete. */
  public static void delete(Path data, String id) {
    CommandRun run =
        CommandRun.of(Map.of(GRACE, NONE), "backup", "delete", id, "--data", data.toString());
    if (run.code() != 0) {
      throw new AssertionError("backup delete: " + run.err());
    }
  }

  private static BlobStore store(String label, UUID driveId) {
    String place = System.getenv(PLACES + label);
    if (place.startsWith("http")) {
      var bucket =
          S3Config.of(URI.create(place), "us-east-1", "bucket", "key", new Secret("any secret"));
      return new S3BlobStore(
          bucket, driveId, new NoneUnfinished(), Clock.systemUTC(), new SystemTicker());
    }
    return new FilesystemBlobStore(
        FilesystemConfig.of(Path.of(place)).withStepLimit(STEP), driveId);
  }

  /** Objects of tests are far too small for uploads in parts. */
  private static final class NoneUnfinished implements UnfinishedUploads {

    @Override
    public void opened(Upload upload) {
      throw new IllegalStateException("an upload in parts: " + upload);
    }

    @Override
    public List<Upload> of(UUID driveId, BlobKey key) {
      return List.of();
    }

    @Override
    public void closed(Upload upload) {
      throw new IllegalStateException("an upload in parts: " + upload);
    }

    @Override
    public List<Upload> claimLeftOver(Duration age, Duration retry, int max) {
      return List.of();
    }
  }
}
