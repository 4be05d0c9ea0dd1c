package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetFilter;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.testkit.fixture.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the views guarantee to DBAs. */
class CatalogIT {

  private static final Pattern SQL_BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private static PostgresIndex index;
  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    index = PostgresIndex.open(TestIndex.config(database));
    connection = database.connect();
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    index.close();
  }

  @Test
  void everyStatementOfTheGuideRuns() throws IOException, SQLException {
    Tenant.register(index.ports()).store(10);
    List<String> statements =
        SQL_BLOCK
            .matcher(Files.readString(Path.of("..", "docs", "dba.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();

    assertThat(statements).hasSizeGreaterThan(3);
    for (String statement : statements) {
      try (Statement running = connection.createStatement()) {
        assertThat(running.execute(statement)).as(statement).isTrue();
      }
    }
  }

  /** Compares all three for every pair of copies in every state that a backup can have. */
  @Test
  void theViewTheFleetListAndTheDomainAgreeOnTheStatus() throws SQLException {
    Tenant tenant = Tenant.register(index.ports());
    List<UUID> drives = List.of(newDrive(), newDrive());
    Map<UUID, Pair> pairs = new HashMap<>();
    List<Copy> possible = possibleCopies();
    for (BackupState state : BackupState.values()) {
      for (Copy first : possible) {
        for (Copy second : possible) {
          var pair = new Pair(state, List.of(first, second));
          pairs.put(insert(tenant, pair, drives), pair);
        }
      }
    }

    Map<UUID, String> inView = statusesInView();
    Map<UUID, Set<BackupStatus>> listed = statusesInFleetList(tenant, pairs.size());

    for (Map.Entry<UUID, Pair> one : pairs.entrySet()) {
      Pair pair = one.getValue();
      BackupStatus status = BackupStatus.of(pair.state(), pair.copies());
      assertThat(inView.get(one.getKey()))
          .as("%s", pair)
          .isEqualTo(status.name().toLowerCase(Locale.ROOT));
      assertThat(listed.getOrDefault(one.getKey(), Set.of()))
          .as("%s", pair)
          .isEqualTo(pair.state() == BackupState.DELETING ? Set.of() : Set.of(status));
    }
  }

  private record Pair(BackupState state, List<Copy> copies) {}

  private static UUID newDrive() {
    String label = "d-" + UUID.randomUUID();
    return index.ports().drives().known(label, "local", UUID.randomUUID()).drive().id();
  }

  private static List<Copy> possibleCopies() {
    List<Copy> copies = new ArrayList<>();
    for (CopyStatus status : CopyStatus.values()) {
      for (int attempts : new int[] {1, Copy.GIVING_UP_ATTEMPTS - 1, Copy.GIVING_UP_ATTEMPTS}) {
        copies.add(
            new Copy(UUID.randomUUID(), UUID.randomUUID(), status, attempts, Optional.of("why")));
      }
    }
    return copies;
  }

  /** The statuses by which the fleet's list finds each backup of the tenant. */
  private static Map<UUID, Set<BackupStatus>> statusesInFleetList(Tenant tenant, int max) {
    var by = new Authority(Actor.vault("test"), Optional.of(tenant.organization().id()));
    Map<UUID, Set<BackupStatus>> found = new HashMap<>();
    for (BackupStatus status : BackupStatus.values()) {
      FleetFilter all = FleetFilter.ALL;
      var filter =
          new FleetFilter(
              Optional.of(status),
              all.label(),
              all.systemId(),
              all.organization(),
              all.provider(),
              all.since(),
              all.until());
      var query = new Fleet.Query(filter, FleetOrder.NEWEST_FIRST, Optional.empty(), max);
      for (FleetBackup backup : index.ports().fleet().page(by, query)) {
        assertThat(backup.status()).isEqualTo(status);
        found
            .computeIfAbsent(backup.ref().id().value(), _ -> EnumSet.noneOf(BackupStatus.class))
            .add(status);
      }
    }
    return found;
  }

  private static UUID insert(Tenant tenant, Pair pair, List<UUID> drives) throws SQLException {
    UUID backup = tenant.store(10).id().value();
    var sql = new StringBuilder("delete from vault.copy where backup_id = '%s';".formatted(backup));
    for (int i = 0; i < drives.size(); i++) {
      Copy copy = pair.copies().get(i);
      sql.append(
          """
          insert into vault.copy (backup_id, drive_id, path, status, attempts, last_error, verified_at,
                                  next_attempt_at)
          values ('%s', '%s', 'path', '%s', %d, 'why', now(), now());
          """
              .formatted(
                  backup,
                  drives.get(i),
                  copy.status().name().toLowerCase(Locale.ROOT),
                  copy.attempts()));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql + toState(pair.state()).formatted(backup));
    }
    return backup;
  }

  private static String toState(BackupState state) {
    return switch (state) {
      case AVAILABLE -> "update vault.backup set damaged = false where id = '%s'";
      case DELETING ->
          "update vault.backup set state = 'deleting', deleted_at = now(), purge_after = now()"
              + " where id = '%s'";
      case FAILED ->
          "update vault.backup set state = 'failed', size_bytes = null, sha256 = null, failure ="
              + " 'why' where id = '%s'";
      case UPLOADING ->
          """
          update vault.backup
             set state = 'uploading', size_bytes = null, sha256 = null, lease_owner = 'o',
                 lease_token = gen_random_uuid(), lease_until = now()
           where id = '%s'
          """;
    };
  }

  private static Map<UUID, String> statusesInView() throws SQLException {
    Map<UUID, String> statuses = new HashMap<>();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select backup_id, status from catalog.backup")) {
      while (rows.next()) {
        statuses.put(rows.getObject("backup_id", UUID.class), rows.getString("status"));
      }
    }
    return statuses;
  }
}
