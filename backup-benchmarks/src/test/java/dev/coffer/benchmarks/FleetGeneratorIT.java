package dev.coffer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.adapter.postgres.connection.PostgresConfig;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.catalog.BackupIndex.Listing;
import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class FleetGeneratorIT {

  private static final Secret PEPPER = new Secret("pepper");

  private static final List<String> TABLES =
      List.of("organization", "managed_system", "credential", "drive", "backup", "copy");

  private final TestPostgres.Database server = TestPostgres.freshDatabase();

  @Test
  void sameSeedMakesTheSameRowsAndAnotherOneOthers() {
    List<String> first = digests(fill(server, 7));
    List<String> second = digests(fill(TestPostgres.freshDatabase(), 7));
    List<String> other = digests(fill(TestPostgres.freshDatabase(), 8));

    assertThat(second).isEqualTo(first);
    assertThat(other).doesNotContainAnyElementsOf(first);
  }

  @Test
  void everySystemListsItsBackupsNewestFirst() {
    fill(server, 7);
    Appliance appliance = new Fleet(7, 2, 6, 3).appliances(PEPPER).getLast();

    try (PostgresIndex index = PostgresIndex.open(config(server))) {
      Listing listing =
          index
              .ports()
              .backups()
              .list(
                  new SystemId(appliance.key()),
                  List.of(new SecretHmac("any", appliance.hmac())),
                  ListWindow.ALL)
              .orElseThrow();

      assertThat(listing.access().credential().orElseThrow().scopes()).contains(Scope.LIST);
      assertThat(listing.backups()).extracting(Backup::number).containsExactly(3L, 2L, 1L);
    }
  }

  @Test
  void whatTriggersWouldCheckHolds() {
    Jdbi database = fill(server, 7);

    assertThat(count(database, "select count(*) from vault.backup")).isEqualTo(18);
    assertThat(
            count(
                database,
                """
                select count(*)
                  from vault.backup b
                  join vault.managed_system s
                    on s.id = b.system_id and s.organization_id = b.organization_id
                  join vault.organization o on o.id = s.organization_id
                  join vault.credential c on c.id = b.credential_id and c.system_id = s.id
                  join vault.copy p on p.backup_id = b.id and p.path = b.object_key
                  join vault.drive d on d.id = p.drive_id
                """))
        .isEqualTo(18);
    assertThat(
            count(
                database,
                """
                select count(*)
                  from vault.managed_system s
                 where s.last_number <> 3
                    or s.used_bytes <> (select sum(b.size_bytes) from vault.backup b where b.system_id = s.id)
                """))
        .isZero();
  }

  @Test
  void indexesServeAgain() {
    Jdbi database = fill(server, 7);

    assertThat(
            count(database, "select count(*) from pg_index where not indisvalid or not indisready"))
        .isZero();
  }

  private static Jdbi fill(TestPostgres.Database database, long seed) {
    PostgresIndex.migrate(config(database));
    var fleet = new Fleet(seed, 2, 6, 3);
    Jdbi jdbi = Jdbi.create(database.jdbcUrl(), database.user(), database.password());
    new FleetGenerator(jdbi, fleet).fill(fleet.appliances(PEPPER));
    return jdbi;
  }

  private static PostgresConfig config(TestPostgres.Database database) {
    return new PostgresConfig(
        database.jdbcUrl(), database.user(), new Secret(database.password()), 2);
  }

  private static List<String> digests(Jdbi database) {
    return TABLES.stream()
        .map(table ->
            database.withHandle(handle ->
                handle
                    .createQuery(
                        "select md5(string_agg(cast(t as text), ',' order by t.id)) from vault.%s t"
                            .formatted(table))
                    .mapTo(String.class)
                    .one()))
        .toList();
  }

  private static long count(Jdbi database, String sql) {
    return database.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
