package dev.coffer.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A postmaster on our directory that outlived the JVM which started it. Needs the lock of the
 * directory.
 */
record LeftOverPostmaster(DataDirectory directory) {

  private static final Logger log = LoggerFactory.getLogger(LeftOverPostmaster.class);
  private static final String DELETED = " (deleted)";

  /**
   * Stops the left-over, if there is one.
   *
   * @return the process named in a postmaster.pid that is stale. The number may belong to a
   *     stranger by now, or to a thread of this JVM, and PostgreSQL would refuse to start because
   *     of it.
   */
  OptionalLong stop() throws IOException {
    var found = PostmasterPid.read(directory.path());
    if (found.isEmpty()) {
      return OptionalLong.empty();
    }
    var file = found.get();
    var pid = Math.abs(file.pid());
    var program = file.isFor(directory.path()) ? program(pid) : Optional.<Path>empty();
    if (program.isPresent() && program.get().endsWith("postgres")) {
      if (file.pid() < 0 || !isOurs(program.get())) {
        throw new EmbeddedPostgresException(
            "embedded index: the data directory \"%s\" is in use by process %d (%s). Stop that process first."
                .formatted(directory.path(), pid, program.get()));
      }
      log.warn("index: stopping PostgreSQL (process {}) that an earlier process left behind", pid);
      Shutdown.stop(pid, () -> stillRuns(pid, program.get()));
    }
    return OptionalLong.of(pid);
  }

  /** Any version that was unpacked here: the left-over may be older than this program. */
  private boolean isOurs(Path program) throws IOException {
    return program.startsWith(directory.config().binariesDirectory().toRealPath());
  }

  private boolean stillRuns(long pid, Path program) {
    try {
      return program(pid).equals(Optional.of(program));
    } catch (IOException e) {
      throw new UncheckedIOException("embedded index: cannot read /proc", e);
    }
  }

  /** Empty when the process is gone, a zombie, or of a user whose processes we may not look at. */
  private Optional<Path> program(long pid) throws IOException {
    var link = Path.of("/proc", Long.toString(pid), "exe");
    Optional<String> target;
    try {
      target = Optional.of(Files.readSymbolicLink(link).toString());
    } catch (AccessDeniedException e) {
      // Root in a container lacks the capability to look at another user's process; that user does
      // not.
      target = Programs.line(DatabaseUser.asOwnerOf(pid, List.of("readlink", link.toString())));
    } catch (IOException gone) {
      target = Optional.empty();
    }
    return target.map(text ->
        Path.of(
            text.endsWith(DELETED) ? text.substring(0, text.length() - DELETED.length()) : text));
  }
}
