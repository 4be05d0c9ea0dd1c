package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that may be a PostgreSQL, as Linux shows it. PostgreSQL works in its data directory
 * (its current directory), which is what tells the server of one directory from that of another: a
 * number in a file may have gone to a stranger since.
 */
record PostgresProcess(long pid) {

  private static final Path PROC = Path.of("/proc");
  private static final String PROGRAM = "postgres";

  /** How PostgreSQL names each process but its main one. */
  private static final String CHILD_TITLE = PROGRAM + ": ";

  private static final String DELETED = " (deleted)";

  /** The main processes that work on a data directory, whatever its files say. */
  static List<PostgresProcess> mainOnesOn(Path dataDirectory) throws IOException {
    var found = new ArrayList<PostgresProcess>();
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var directory : processes) {
        var process = new PostgresProcess(Long.parseLong(directory.getFileName().toString()));
        if (process.isMain() && process.worksOn(dataDirectory)) {
          found.add(process);
        }
      }
    }
    return found;
  }

  /** Readable of every user's processes, so that only a PostgreSQL is asked further. */
  private boolean isMain() {
    return text("comm").strip().equals(PROGRAM) && !text("cmdline").startsWith(CHILD_TITLE);
  }

  private String text(String name) {
    try {
      return new String(Files.readAllBytes(file(name)), ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  /** False also when it is gone, a zombie, or of a user whose processes we may not look at. */
  boolean worksOn(Path dataDirectory) {
    try {
      return program().filter(program -> program.endsWith(PROGRAM)).isPresent()
          && isIn(dataDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException("embedded index: cannot read /proc", e);
    }
  }

  private boolean isIn(Path folder) throws IOException {
    try {
      // The link leads to the directory itself, under whatever name either of us knows it.
      return Files.isSameFile(file("cwd"), folder);
    } catch (AccessDeniedException e) {
      return link("cwd").equals(Optional.of(folder.toRealPath()));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Empty when the process is gone, a zombie, or of a user whose processes we may not look at. */
  Optional<Path> program() throws IOException {
    return link("exe");
  }

  private Optional<Path> link(String name) throws IOException {
    Optional<String> target;
    try {
      target = Optional.of(Files.readSymbolicLink(file(name)).toString());
    } catch (AccessDeniedException e) {
      // Root in a container lacks the capability to look at another user's process; that user does
      // not.
      target =
          Programs.line(DatabaseUser.asOwnerOf(pid, List.of("readlink", file(name).toString())));
    } catch (IOException gone) {
      target = Optional.empty();
    }
    return target.map(text ->
        Path.of(
            text.endsWith(DELETED) ? text.substring(0, text.length() - DELETED.length()) : text));
  }

  private Path file(String name) {
    return PROC.resolve(Long.toString(pid)).resolve(name);
  }
}
