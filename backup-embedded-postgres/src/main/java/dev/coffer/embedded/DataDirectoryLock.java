package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on one directory, held by at most one process of a machine. It is the operating
 * system's lock on a file inside that directory, so that it ends with the process, however that
 * dies. The file itself stays and names the holder (process id) and the time (UTC).
 *
 * <p>Acquire it before anything else in the directory is touched, and release it last. {@link
 * EmbeddedPostgres} requires it instead of taking its own: the holder may treat a running
 * postmaster as left over from an earlier process.
 *
 * <p>Thread-safe.
 */
public final class DataDirectoryLock implements AutoCloseable {

  /** Longer than a command needs that starts the index for a moment. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(DataDirectoryLock.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * Files locked by this JVM. POSIX drops a process's lock as soon as it closes any descriptor of
   * the file, so a second attempt from the same process must be refused before it opens the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final int MAX_HOLDER_BYTES = 200;

  private final Path file;
  private final FileChannel channel;

  private DataDirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** As {@link #acquire(Path, Clock, Duration)}, waiting for at most {@link #DEFAULT_TIMEOUT}. */
  public static DataDirectoryLock acquire(Path file, Clock clock) {
    return acquire(file, clock, DEFAULT_TIMEOUT);
  }

  /**
   * Locks the folder of {@code file}, which must exist.
   *
   * @param file the lock file, made when absent and never deleted
   * @param timeout how long to wait for another process; this one is never waited for
   * @throws DataDirectoryInUseException when another process, or this one, holds the lock
   */
  public static DataDirectoryLock acquire(Path file, Clock clock, Duration timeout) {
    try {
      var folder = file.toAbsolutePath().normalize().getParent();
      if (folder == null) {
        throw new IllegalArgumentException("lock: \"" + file + "\" (expected: a file in a folder)");
      }
      var real = folder.toRealPath().resolve(file.getFileName());
      if (!HELD.add(real)) {
        throw inUse(real, "this process, " + ProcessHandle.current().pid());
      }
      return lock(real, clock, timeout);
    } catch (IOException e) {
      throw new UncheckedIOException("the lock file \"" + file + "\" cannot be written", e);
    }
  }

  private static DataDirectoryLock lock(Path file, Clock clock, Duration timeout)
      throws IOException {
    var locked = false;
    var channel = FileChannel.open(file, CREATE, READ, WRITE);
    try {
      await(file, channel, timeout);
      var holder = "process " + ProcessHandle.current().pid() + " since " + clock.instant() + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(UTF_8)), 0);
      locked = true;
      return new DataDirectoryLock(file, channel);
    } finally {
      if (!locked) {
        channel.close();
        HELD.remove(file);
      }
    }
  }

  private static void await(Path file, FileChannel channel, Duration timeout) throws IOException {
    var start = System.nanoTime();
    var announced = false;
    while (channel.tryLock() == null) {
      if (System.nanoTime() - start >= timeout.toNanos()) {
        throw inUse(file, holder(channel));
      }
      if (!announced) {
        announced = true;
        log.info(
            "data directory: \"{}\" is in use by {}; waiting for that process",
            file.getParent(),
            holder(channel));
      }
      Shutdown.pause(PAUSE);
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(MAX_HOLDER_BYTES);
    channel.read(bytes, 0);
    var text = UTF_8.decode(bytes.flip()).toString().strip();
    // Empty for the moment between the other process's lock and its first write.
    return text.isEmpty() ? "another process" : text;
  }

  private static DataDirectoryInUseException inUse(Path file, String holder) {
    return new DataDirectoryInUseException(
        "data directory: \"%s\" is in use by %s. Stop that process or choose another directory."
            .formatted(file.getParent(), holder));
  }

  /** Whether the lock is still held and {@code path} lies under the locked folder. */
  boolean covers(Path path) {
    try {
      return channel.isOpen() && nearestReal(path).startsWith(nearestReal(file).getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("lock: cannot resolve \"" + path + "\"", e);
    }
  }

  /**
   * The real path of what exists of {@code path}, since a data directory is made only at the first
   * start.
   */
  private static Path nearestReal(Path path) throws IOException {
    var absolute = path.toAbsolutePath().normalize();
    var parent = absolute.getParent();
    if (Files.exists(absolute) || parent == null) {
      return absolute.toRealPath();
    }
    return nearestReal(parent).resolve(absolute.getFileName());
  }

  /** Gives the directory back. Closing again does nothing. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.truncate(0);
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("lock: cannot release \"" + file + "\"", e);
    } finally {
      HELD.remove(file);
    }
  }
}
