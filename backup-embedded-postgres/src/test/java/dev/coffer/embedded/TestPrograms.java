package dev.coffer.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** What tests that start a PostgreSQL share: its programs, and folders that it can reach. */
public final class TestPrograms {

  private TestPrograms() {}

  /**
   * Where tests unpack PostgreSQL, once for a machine and user, since that takes seconds. Not below
   * a build folder: root's builds may lie where the user that PostgreSQL runs as cannot pass.
   */
  public static Path binariesDirectory() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "coffer-test-postgres-" + System.getProperty("user.name"));
  }

  /** A vault on this data directory finds PostgreSQL unpacked, or unpacks it for all. */
  public static void shareProgramsWith(Path data) throws IOException {
    EmbeddedPostgresConfig layout = EmbeddedPostgresConfig.under(data);
    passable(Files.createDirectories(binariesDirectory()));
    Files.createDirectories(data);
    Files.createSymbolicLink(layout.binariesDirectory(), binariesDirectory());
  }

  /** A temporary folder is its owner's alone; PostgreSQL of a root process runs as another user. */
  public static Path passable(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  public static String newPassword() {
    var bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
