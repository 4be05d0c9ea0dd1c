package dev.coffer.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A postmaster on our directory that outlived the JVM which started it, and its {@code
 * postmaster.pid}. Needs the lock of the directory.
 */
record LeftOverPostmaster(DataDirectory directory) {

  private static final Logger log = LoggerFactory.getLogger(LeftOverPostmaster.class);

  /**
   * Stops the left-over, if there is one. A process that works on another directory is never
   * touched, whatever the file says.
   *
   * @return the process named in a postmaster.pid that is stale. The number may belong to a
   *     stranger by now, or to a thread of this JVM, and PostgreSQL would refuse to start because
   *     of it.
   */
  OptionalLong stop() throws IOException {
    var file = PostmasterPid.read(directory.path());
    var isSingleUser = file.filter(named -> named.pid() < 0).isPresent();
    for (var running : PostgresProcess.mainOnesOn(directory.path())) {
      var program = running.program();
      if (isSingleUser || program.isEmpty() || !isOurs(program.get())) {
        throw new EmbeddedPostgresException(
            "embedded index: the data directory \"%s\" is in use by process %d (%s). Stop that process first."
                .formatted(
                    directory.path(),
                    running.pid(),
                    program.map(Path::toString).orElse("PostgreSQL")));
      }
      log.warn(
          "index: stopping PostgreSQL (process {}) that an earlier process left behind",
          running.pid());
      Shutdown.stop(running.pid(), () -> running.worksOn(directory.path()));
    }
    return file.isPresent()
        ? OptionalLong.of(Math.abs((long) file.get().pid()))
        : OptionalLong.empty();
  }

  /**
   * Removes a postmaster.pid that names no process, as a loss of power can leave it: PostgreSQL
   * refuses to start on one. Nothing else is lost with it, since it also names no shared memory. To
   * be called after {@link #stop}.
   */
  void removeUnusableFile() throws IOException {
    var file = directory.path().resolve(PostmasterPid.FILE_NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        || PostmasterPid.read(directory.path()).isPresent()) {
      return;
    }
    log.warn("index: \"{}\" names no process and is removed", file);
    // As the user that owns the folder, so that root follows none of its links.
    if (!Programs.succeeds(directory.user().command(List.of("rm", "-f", file.toString())))) {
      throw new EmbeddedPostgresException(
          "embedded index: \"%s\" names no process and cannot be removed. Remove it and start again."
              .formatted(file));
    }
  }

  /** Any version that was unpacked here: the left-over may be older than this program. */
  private boolean isOurs(Path program) throws IOException {
    return program.startsWith(directory.config().binariesDirectory().toRealPath());
  }
}
