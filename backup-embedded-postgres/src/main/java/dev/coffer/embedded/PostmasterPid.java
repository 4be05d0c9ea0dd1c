package dev.coffer.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of {@code postmaster.pid}: line 1 the process (negative for a single-user session), 2
 * the data directory, 4 the port, 8 the state, which comes last. PostgreSQL alone writes and
 * removes the file.
 */
record PostmasterPid(long pid, Path directory, int port, String state) {

  static final String FILE_NAME = "postmaster.pid";

  private static final int PORT_LINE = 3;
  private static final int STATE_LINE = 7;

  /** Empty when there is no file or PostgreSQL has not written the first lines yet. */
  static Optional<PostmasterPid> read(Path dataDirectory) throws IOException {
    try {
      return parse(Files.readAllLines(dataDirectory.resolve(FILE_NAME)));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  static Optional<PostmasterPid> parse(List<String> lines) {
    if (lines.size() <= PORT_LINE) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PostmasterPid(
              Long.parseLong(lines.get(0).strip()),
              Path.of(lines.get(1)),
              Integer.parseInt(lines.get(PORT_LINE).strip()),
              lines.size() > STATE_LINE ? lines.get(STATE_LINE).strip() : ""));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Ready for connections, and written by this very process: the file may still be that of an
   * earlier one.
   */
  boolean isReadyIn(long expectedPid) {
    return pid == expectedPid && state.equals("ready");
  }

  /** A copied data directory brings the file of the original along. */
  boolean isFor(Path dataDirectory) throws IOException {
    return Files.exists(directory) && Files.isSameFile(directory, dataDirectory);
  }
}
