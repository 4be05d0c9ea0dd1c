package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that is expensive to make. The first test of a module that needs it makes it, below the
 * module's build folder, and each test works on a copy.
 */
public final class PreparedFolder {

  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final String PARTIAL = "partial";

  /** What follows the name: a longer name may begin with this one. */
  private static final Pattern MADE =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|" + PARTIAL);

  private PreparedFolder() {}

  /** Fills an empty folder. */
  @FunctionalInterface
  public interface Maker {
    void makeIn(Path folder) throws IOException;
  }

  /**
   * The folder of this name. Processes that ask at once wait until one of them has made it.
   *
   * @param builtFrom everything that its content depends on; another text makes another folder
   */
  public static Path of(String name, String builtFrom, Maker maker) throws IOException {
    Files.createDirectories(BUILD);
    var prefix = "prepared-" + name + "-";
    try (var channel = FileChannel.open(BUILD.resolve(prefix + "lock"), CREATE, WRITE);
        var lock = channel.lock()) {
      var folder = BUILD.resolve(prefix + UUID.nameUUIDFromBytes(builtFrom.getBytes(UTF_8)));
      if (lock.isValid() && !Files.isDirectory(folder)) {
        removeOthers(prefix);
        make(folder, BUILD.resolve(prefix + PARTIAL), maker);
      }
      return folder;
    }
  }

  private static void removeOthers(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(BUILD)) {
      for (var other : files.filter(Files::isDirectory).toList()) {
        var name = other.getFileName().toString();
        if (name.startsWith(prefix) && MADE.matcher(name.substring(prefix.length())).matches()) {
          FileTrees.delete(other);
        }
      }
    }
  }

  private static void make(Path folder, Path partial, Maker maker) throws IOException {
    // Not below the build folder, which the user that PostgreSQL runs as may not be able to enter.
    var work = TestPrograms.passable(Files.createTempDirectory("coffer-prepared-"));
    try {
      maker.makeIn(work);
      copy(work, partial);
      Files.move(partial, folder);
    } finally {
      FileTrees.delete(work);
    }
  }

  /**
   * Copies a file or a folder with owners and modes: a database's files belong to the user that it
   * runs as.
   */
  public static void copy(Path from, Path to) throws IOException {
    var output = Files.createTempFile("coffer-copy-", ".log");
    try {
      var command = new String[] {"cp", "-a", "--reflink=auto", from.toString(), to.toString()};
      if (Programs.run(Programs.builder(List.of(command), output)) != 0) {
        throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
      }
    } finally {
      Files.delete(output);
    }
  }
}
