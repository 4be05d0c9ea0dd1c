package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.domain.backup.Backup;
import dev.coffer.testkit.fixture.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The drill of docs/disaster-recovery.md for a server of one's own: its files are lost, and come
 * back as of a moment from a base backup and the archived log.
 */
class PointInTimeIT {

  /** Stands for {@code /mnt/copies/wal}. */
  private static final String ARCHIVE = "wal";

  private static final Path PAGE = Path.of("..", "docs", "disaster-recovery.md");
  private static final Pattern BLOCK = Pattern.compile("```conf\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SETTING = Pattern.compile("(?m)^ *(\\w+) = '(.*)'$");

  private static Map<String, String> documentedSettings(int block) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    String text =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .skip(block)
            .findFirst()
            .orElseThrow()
            .group(1);
    SETTING
        .matcher(text)
        .results()
        .forEach(setting ->
            // Commands of PostgreSQL run in its data directory.
            settings.put(setting.group(1), setting.group(2).replace("/mnt/copies/", "")));
    assertThat(settings).isNotEmpty();
    return settings;
  }

  private static String string(TestPostgres.Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void await(TestPostgres.Database database, String condition) throws SQLException {
    for (int tries = 0;
        !string(database, "select (" + condition + ")::text").equals("true");
        tries++) {
      assertThat(tries).as(condition).isLessThan(600);
      string(database, "select pg_sleep(0.05)::text");
    }
  }

  @Test
  void theIndexComesBackAsOfAMoment() throws Exception {
    try (PrivatePostgres postgres = PrivatePostgres.make("--data-checksums")) {
      postgres.makeFolder(ARCHIVE);
      Map<String, String> archiving = documentedSettings(0);
      // A file that vanishes while it is copied would end the copy.
      archiving.put("autovacuum", "off");
      postgres.start(archiving);
      TestPostgres.Database database = postgres.freshDatabase();
      Path base;
      Backup before;
      Backup after;
      String moment;
      try (var index = PostgresIndex.open(PrivatePostgres.config(database, 2))) {
        base = postgres.baseBackup();
        Tenant tenant = Tenant.register(index.ports());
        before = tenant.store(1);
        moment = string(database, "select clock_timestamp()::text");
        after = tenant.store(1);
      }
      TestPostgres.Database server = postgres.superuser();
      String last = string(server, "select pg_walfile_name(pg_switch_wal())");
      await(server, "select last_archived_wal >= '%s' from pg_stat_archiver".formatted(last));

      postgres.restoreFiles(base, ARCHIVE);
      postgres.write("recovery.signal", "");
      Map<String, String> settings = documentedSettings(1);
      settings.put("recovery_target_time", moment);
      postgres.start(settings);
      await(server, "not pg_is_in_recovery()");

      try (var index = PostgresIndex.open(PrivatePostgres.config(database, 2))) {
        assertThat(string(database, "select string_agg(id::text, ' ') from vault.backup"))
            .isEqualTo(before.id().value().toString())
            .isNotEqualTo(after.id().value().toString());
        Tenant.register(index.ports()).store(1);
      }
    }
  }
}
