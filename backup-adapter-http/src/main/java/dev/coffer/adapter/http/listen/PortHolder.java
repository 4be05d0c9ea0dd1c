package dev.coffer.adapter.http.listen;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the process that listens on a port, as far as Linux shows it: only root sees the processes
 * of other users.
 */
final class PortHolder {

  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private PortHolder() {}

  /** Returns a description such as {@code process 4711 (java)}. */
  static Optional<String> of(int port) {
    try {
      Set<String> sockets = new HashSet<>(listening("tcp", port));
      sockets.addAll(listening("tcp6", port));
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
        for (Path process : processes) {
          if (holdsOneOf(sockets, process)) {
            return Optional.of(
                "process %s (%s)"
                    .formatted(
                        process.getFileName(), Files.readString(process.resolve("comm")).strip()));
          }
        }
      }
    } catch (IOException unreadable) {
      // The message is printed without the process.
    }
    return Optional.empty();
  }

  /** Returns the symbolic links that file descriptors of these sockets have. */
  private static Set<String> listening(String table, int port) throws IOException {
    Path file = PROC.resolve("net").resolve(table);
    if (!Files.exists(file)) {
      return Set.of();
    }
    Set<String> sockets = new HashSet<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > INODE
          && fields[STATE].equals(LISTENING)
          && fields[LOCAL_ADDRESS].endsWith(":%04X".formatted(port))) {
        sockets.add("socket:[" + fields[INODE] + "]");
      }
    }
    return sockets;
  }

  private static boolean holdsOneOf(Set<String> sockets, Path process) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
    } catch (IOException notOurs) {
      // The process belongs to another user, or has ended.
    }
    return false;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
