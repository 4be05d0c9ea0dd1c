package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What the first start of an embedded PostgreSQL leaves behind. Tests that are not about a first
 * start begin with a copy: initdb takes a second of processor time, and longer until all of its
 * files are on disk.
 */
public final class PreparedPostgres {

  private PreparedPostgres() {}

  /** Puts a data directory and its password file where this configuration expects them. */
  public static void copyTo(EmbeddedPostgresConfig config) throws IOException {
    var made =
        EmbeddedPostgresConfig.under(
            PreparedFolder.of("postgres", builtFrom(), PreparedPostgres::makeIn));
    PreparedFolder.copy(made.dataDirectory(), config.dataDirectory());
    PreparedFolder.copy(made.passwordFile(), config.passwordFile());
  }

  private static void makeIn(Path folder) throws IOException {
    var layout = EmbeddedPostgresConfig.under(folder);
    var config =
        new EmbeddedPostgresConfig(
            layout.dataDirectory(),
            TestPrograms.binariesDirectory(),
            layout.passwordFile(),
            layout.startTimeout(),
            layout.settings());
    try (var lock = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC())) {
      EmbeddedPostgres.start(config, lock, TestPrograms::newPassword).close();
    }
    // Names the port, which every copy would try to get.
    Files.delete(config.dataDirectory().resolve("postmaster.opts"));
  }

  /** The classes that decide how a data directory is made, and the version of its programs. */
  private static String builtFrom() throws IOException {
    var text =
        new StringBuilder(PostgresBinaries.unpack(TestPrograms.binariesDirectory()).version());
    for (var maker :
        new Class<?>[] {DataDirectory.class, ServerSettings.class, EmbeddedPostgres.class}) {
      try (var bytes = maker.getResourceAsStream(maker.getSimpleName() + ".class")) {
        if (bytes == null) {
          throw new IOException("no class file of " + maker);
        }
        text.append(new String(bytes.readAllBytes(), ISO_8859_1));
      }
    }
    return text.toString();
  }
}
