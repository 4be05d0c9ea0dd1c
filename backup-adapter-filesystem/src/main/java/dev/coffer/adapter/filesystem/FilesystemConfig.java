package dev.coffer.adapter.filesystem;

import dev.coffer.application.Durations;
import dev.coffer.domain.ByteSize;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The directory of a drive, and the free space that backups must leave on its file system, so that
 * manifests, removals and a database on the same file system still work when the drive is full.
 *
 * @param directory the root of the drive: a directory of one host or of one shared POSIX mount
 * @param reservePercent of the whole file system, 0 to 50; 0 reserves nothing
 * @param reserveMax the reserve is never more than this
 * @param stepLimit how long one step may take, such as a sync, before the drive is closed until it
 *     answers
 */
public record FilesystemConfig(
    Path directory, int reservePercent, ByteSize reserveMax, Duration stepLimit) {

  public static final int DEFAULT_RESERVE_PERCENT = 5;

  /** 1 GiB: 5 % of a large file system would be room for many backups. */
  public static final ByteSize DEFAULT_RESERVE_MAX = new ByteSize(1L << 30);

  private static final int MAX_RESERVE_PERCENT = 50;

  public FilesystemConfig {
    directory = directory.toAbsolutePath().normalize();
    if (reservePercent < 0 || reservePercent > MAX_RESERVE_PERCENT) {
      throw new IllegalArgumentException(
          "reserve percent: \"%d\" (expected: 0 to %d)"
              .formatted(reservePercent, MAX_RESERVE_PERCENT));
    }
  }

  /** A drive in this directory with the default reserve and time limit. */
  public static FilesystemConfig of(Path directory) {
    return new FilesystemConfig(
        directory, DEFAULT_RESERVE_PERCENT, DEFAULT_RESERVE_MAX, Durations.DEFAULT.driveStep());
  }

  /** The same with another time limit. */
  public FilesystemConfig withStepLimit(Duration limit) {
    return new FilesystemConfig(directory, reservePercent, reserveMax, limit);
  }
}
