package dev.coffer.boot.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import dev.coffer.embedded.IndexConnection;
import dev.coffer.embedded.Programs;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole program says of itself while something is wrong. */
class HealthIT {

  private static final String DOWN = "{\"Status\":\"DOWN\",\"Components\":null,\"Reason\":\"%s\"}";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path temporary;

  private static Path data;
  private static ServedVault vault;

  @BeforeAll
  static void start() throws Exception {
    data = ServedVault.preparedDataIn(temporary);
    vault = ServedVault.start(data);
    Eventually.eventually("healthy", () -> status("/health") == 200);
  }

  @AfterAll
  static void stop() {
    vault.close();
    CLIENT.close();
  }

  private static int status(String path) throws IOException, InterruptedException {
    return Appliance.statusOf(vault.base().resolve(path));
  }

  private static String health() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(vault.base().resolve("/health")).build();
    return CLIENT.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void aLockedTableMakesTheInstanceNotReady() throws Exception {
    IndexConnection index =
        EmbeddedPostgres.running(EmbeddedPostgresConfig.under(data)).orElseThrow();
    try (Connection administrator =
            DriverManager.getConnection(index.jdbcUrl(), index.user(), index.password());
        Statement statement = administrator.createStatement()) {
      administrator.setAutoCommit(false);
      statement.execute("lock table vault.backup");

      assertThat(status("/ready")).isEqualTo(503);
      Eventually.eventually(
          "down", () -> health().contains("\"Database\":" + DOWN.formatted("does not answer")));
      assertThat(status("/ping")).isEqualTo(200);
      administrator.rollback();
    }
    assertThat(status("/ready")).isEqualTo(200);
    Eventually.eventually("healthy again", () -> status("/health") == 200);
  }

  /** A pipe that nobody writes to: each access to the drive waits for ever. */
  @Test
  void aDriveThatHangsIsDownAndDoesNotMakeTheInstanceUnready() throws Exception {
    Path marker = vault.drive().resolve(".vault").resolve("drive");
    String id = Files.readString(marker);
    Files.delete(marker);
    assertThat(Programs.succeeds(List.of("mkfifo", marker.toString()))).isTrue();

    Eventually.eventually(
        "down", () -> health().contains(DOWN.formatted("does not answer in time")));
    assertThat(status("/health")).isEqualTo(503);
    assertThat(status("/ready")).isEqualTo(200);
    replace(marker, id);

    Eventually.eventually("healthy again", () -> status("/health") == 200);
  }

  /** Readers that wait get what is written, and later ones find a file again. */
  private static void replace(Path pipe, String content) throws IOException {
    Path file = Files.writeString(pipe.resolveSibling("drive.new"), content);
    Path waited = pipe.resolveSibling("drive.old");
    Files.move(pipe, waited);
    Files.move(file, pipe);
    Files.writeString(waited, content);
    Files.delete(waited);
  }

  @Test
  void aDriveThatCannotBeWrittenToIsDown() throws Exception {
    // Root could write in spite of any permission, but not below a file.
    Path directory = vault.drive().resolve(".tmp");
    Path aside = vault.drive().resolve(".tmp-aside");
    Files.move(directory, aside);
    Files.createFile(directory);

    Eventually.eventually("down", () -> health().contains(DOWN.formatted("cannot be written to")));
    assertThat(status("/health")).isEqualTo(503);
    assertThat(status("/ready")).isEqualTo(200);
    Files.delete(directory);
    Files.move(aside, directory);

    Eventually.eventually("healthy again", () -> status("/health") == 200);
  }
}
