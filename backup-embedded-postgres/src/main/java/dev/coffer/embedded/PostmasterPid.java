package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of {@code postmaster.pid}: line 1 the process (negative for a single-user session), 2
 * the data directory, 4 the port, 8 the state, which comes last. PostgreSQL writes and removes the
 * file. It only says which process once worked there: {@link PostgresProcess} says whether it still
 * does.
 *
 * @param port 0 where it is not written yet
 * @param state empty where it is not written yet
 */
record PostmasterPid(int pid, int port, String state) {

  static final String FILE_NAME = "postmaster.pid";

  private static final int PORT_LINE = 3;
  private static final int STATE_LINE = 7;

  /** Empty when there is no file or it names no process, as after a loss of power. */
  static Optional<PostmasterPid> read(Path dataDirectory) throws IOException {
    try {
      // Any bytes are text in this character set.
      return parse(Files.readAllLines(dataDirectory.resolve(FILE_NAME), ISO_8859_1));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  static Optional<PostmasterPid> parse(List<String> lines) {
    var pid = number(lines, 0);
    return pid == 0
        ? Optional.empty()
        : Optional.of(
            new PostmasterPid(
                pid,
                number(lines, PORT_LINE),
                lines.size() > STATE_LINE ? lines.get(STATE_LINE).strip() : ""));
  }

  /** 0 where there is none. */
  private static int number(List<String> lines, int line) {
    try {
      return lines.size() > line ? Integer.parseInt(lines.get(line).strip()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Ready for connections, and written by this very process: the file may still be that of an
   * earlier one.
   */
  boolean isReadyIn(long expectedPid) {
    return pid == expectedPid && state.equals("ready");
  }
}
