package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own directory. It is created once, in a folder next to it that is renamed when
 * complete, so that an interrupted first start leaves nothing that could be mistaken for a
 * database.
 */
record DataDirectory(
    EmbeddedPostgresConfig config,
    DatabaseUser user,
    PostgresBinaries binaries,
    PostgresLogs logs) {

  private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);
  static final String VERSION_FILE = "PG_VERSION";
  private static final String OPTIONS_FILE = "postmaster.opts";
  private static final String PARTIAL = ".initdb";
  private static final Pattern PORT = Pattern.compile("\"port=([1-9][0-9]{0,4})\"");

  Path path() {
    return config.dataDirectory();
  }

  boolean isMade() throws IOException {
    if (!Files.isDirectory(path())) {
      return false;
    }
    requireOwner();
    try (var entries = Files.list(path())) {
      return entries.findAny().isPresent();
    }
  }

  /**
   * Root gives what it finds to the user PostgreSQL runs as, a restored copy or a directory of an
   * earlier version for example; others cannot. No postmaster may run on it then.
   */
  private void requireOwner() throws IOException {
    if (user.owns(path())) {
      return;
    }
    var owner = Files.getOwner(path());
    if (!DatabaseUser.isRoot()) {
      throw new EmbeddedPostgresException(
          "embedded index: the data directory \"%s\" belongs to the user %s. Start Coffer as root or as that user."
              .formatted(path(), owner));
    }
    if (Files.isSymbolicLink(path())) {
      throw new EmbeddedPostgresException(
          ("embedded index: \"%s\" is a symbolic link to a folder of the user %s, and has to belong to the same user as"
                  + " the folder that the link is in. Change its owner with: chown -R")
              .formatted(path(), owner));
    }
    new LeftOverPostmaster(this).stop();
    user.own(path());
    log.warn("index: \"{}\" belonged to the user {} and was taken over", path(), owner);
  }

  /** Refuses a directory that this program cannot start. */
  void check() throws IOException {
    var versionFile = path().resolve(VERSION_FILE);
    if (!Files.exists(versionFile)) {
      throw new EmbeddedPostgresException(
          ("embedded index: the directory \"%s\" is not empty and contains no PostgreSQL "
                  + "database. Choose another one.")
              .formatted(path()));
    }
    var version = Files.readString(versionFile, UTF_8).strip();
    if (!version.equals(binaries.majorVersion())) {
      throw new EmbeddedPostgresException(
          ("embedded index: the data directory \"%s\" was written by PostgreSQL %s, but this "
                  + "program includes PostgreSQL %s. Dump the index with the release that wrote it "
                  + "(coffer index dump), move the directory away, and restore the dump with this "
                  + "release (coffer index restore).")
              .formatted(path(), version, binaries.majorVersion()));
    }
    if (!Files.exists(config.passwordFile())) {
      throw new EmbeddedPostgresException(
          ("embedded index: the data directory \"%s\" exists, but its password file \"%s\" does "
                  + "not. Restore it from a backup copy.")
              .formatted(path(), config.passwordFile()));
    }
  }

  /** First deletes the remains of an interrupted attempt. */
  void make(String password) throws IOException {
    FileTrees.deleteSiblings(path(), PARTIAL);
    // A new name for each attempt: an initdb that outlived its JVM cannot write into this one.
    var partial =
        Files.createTempDirectory(FileTrees.folderOf(path()), path().getFileName() + PARTIAL);
    try {
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
      var passwordCopy = partial.resolve("password");
      PasswordFile.write(passwordCopy, password);
      user.own(partial);
      initdb(partial.resolve("data"), passwordCopy);
      Files.deleteIfExists(path());
      Files.move(partial.resolve("data"), path());
      FileTrees.forceFolder(FileTrees.folderOf(path()));
      log.info("index: created the data directory {}", path());
    } finally {
      FileTrees.delete(partial);
    }
  }

  private void initdb(Path target, Path passwordCopy) {
    var command =
        new ArrayList<>(
            List.of(
                binaries.initdb().toString(),
                "--pgdata=" + target,
                "--username=" + IndexConnection.OWNER,
                "--pwfile=" + passwordCopy,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions"));
    command.addAll(ServerSettings.forInitdb());
    var status = Programs.run(Programs.builder(user.command(command), logs.startLog()));
    if (status != 0) {
      throw new EmbeddedPostgresException(
          "embedded index: initdb failed with status %d for \"%s\".%s"
              .formatted(status, path(), logs.tail()));
    }
  }

  /** The port of the last start, from the command line that PostgreSQL noted once it listened. */
  OptionalInt formerPort() throws IOException {
    var options = path().resolve(OPTIONS_FILE);
    if (!Files.exists(options)) {
      return OptionalInt.empty();
    }
    var port = PORT.matcher(Files.readString(options, UTF_8));
    return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
  }
}
