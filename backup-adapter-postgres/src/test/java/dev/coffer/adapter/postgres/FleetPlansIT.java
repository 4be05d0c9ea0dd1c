package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.catalog.FilterPlan;
import dev.coffer.adapter.postgres.catalog.PostgresBackupIndex;
import dev.coffer.adapter.postgres.catalog.PostgresFleetIndex;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.copies.CopyRequests;
import dev.coffer.adapter.postgres.copies.PostgresCopyQueue;
import dev.coffer.adapter.postgres.deletion.PostgresPurgeQueue;
import dev.coffer.adapter.postgres.monitoring.PostgresFleetFacts;
import dev.coffer.adapter.postgres.rebuild.PostgresTenantSnapshotIndex;
import dev.coffer.adapter.postgres.upload.PostgresUploadLedger;
import dev.coffer.adapter.postgres.usage.PostgresUsageIndex;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.catalog.FleetOrder;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists for operators and frequent counts for metrics never read a whole table. */
class FleetPlansIT {

  /**
   * 20,000 backups of 200 systems, with two copies each. One copy in 500 is pending or has failed.
   */
  private static final String FILL =
      """
      insert into vault.managed_system (id, organization_id, key, label)
      select gen_random_uuid(), o.id, 'PLAN-' || n, 'label ' || n / 2
        from generate_series(1, 200) n,
             lateral (select id from vault.organization order by name offset n % 2 limit 1) o;

      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes)
      select gen_random_uuid(), s.id, sha256(s.key::bytea), 'p1', array ['upload']
        from vault.managed_system s
       where s.key like 'PLAN-%';

      insert into vault.backup (id, organization_id, system_id, credential_id, object_key, write_token, state,
                                filename, extension, media_type, declared_bytes, size_bytes, sha256, number,
                                received_at)
      select cast(overlay(overlay(md5(s.key || '/' || n) placing '7' from 13) placing '8' from 17) as uuid),
             s.organization_id, s.id, c.id, s.key || '/' || n, gen_random_uuid(), 'available', 'a.bin', '.bin',
             'text/plain', 1, 1, sha256('x'), n, now() - n * interval '1 hour'
        from vault.managed_system s
        join vault.credential c on c.system_id = s.id
       cross join generate_series(1, 100) n
       where s.key like 'PLAN-%';

      insert into vault.copy (backup_id, drive_id, path, status, attempts, last_error, verified_at,
                              next_attempt_at)
      select b.id, d.id, 'p',
             case when b.number % 100 = 7 and d.label = 'plan-b' then
               case when md5(b.id::text) < '8' then 'failed' else 'pending' end
             else 'finished' end,
             1, 'why', now(), now()
        from vault.backup b
       cross join vault.drive d
       where b.object_key like 'PLAN-%'
         and d.label in ('plan-a', 'plan-b');

      analyze;
      """;

  private static PostgresIndex index;
  private static Connection connection;
  private static UUID organization;

  @BeforeAll
  static void fill() throws SQLException {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    index = PostgresIndex.open(TestIndex.config(database));
    connection = database.connect();
    organization = Tenant.register(index.ports()).organization().id();
    Tenant.register(index.ports());
    index.ports().drives().known("plan-a", "local", UUID.randomUUID());
    index.ports().drives().known("plan-b", "s3", UUID.randomUUID());
    try (Statement statement = connection.createStatement()) {
      statement.execute(FILL);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    index.close();
  }

  private static Map<String, String> values() {
    var values = new TreeMap<String, String>();
    values.put("first_organization", "'00000000-0000-0000-0000-000000000000'::uuid");
    values.put("last_organization", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid");
    values.put("organization", "'" + organization + "'::uuid");
    values.put("system", "'PLAN-7'");
    values.put("label", "'label 7'");
    values.put("provider", "'s3'");
    values.put("above_at", "'0001-01-01T00:00:00Z'");
    values.put("above_id", "'00000000-0000-0000-0000-000000000000'::uuid");
    values.put("below_at", "'9999-12-31T23:59:59Z'");
    values.put("below_id", "'00000000-0000-0000-0000-000000000000'::uuid");
    values.put("max", "100");
    values.put("bounds", "array[3600, 86400]");
    return values;
  }

  /** For statements that run with {@link Replan}, or without values. */
  private static String plan(String statement, Map<String, String> values) throws SQLException {
    return Plans.FOR_THESE_VALUES.of(connection, statement, values);
  }

  private static List<String> allPlans(String statement, Map<String, String> values)
      throws SQLException {
    List<String> plans = new ArrayList<>();
    for (Plans plan : Plans.values()) {
      plans.add(plan.of(connection, statement, values));
    }
    return plans;
  }

  @ParameterizedTest
  @EnumSource
  void noFilterReadsAWholeTable(FilterPlan filter) throws SQLException {
    for (FleetOrder order : FleetOrder.values()) {
      String plan = plan(filter.statement(order), values());

      assertThat(plan).contains("Index").doesNotContain("Seq Scan on backup", "Seq Scan on copy");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FilterPlan.class,
      names = {"ORGANIZATION", "PROVIDER", "ARRIVAL"})
  void whereOneIndexHasTheOrderNothingIsSorted(FilterPlan filter) throws SQLException {
    for (FleetOrder order : FleetOrder.values()) {
      assertThat(plan(filter.statement(order), values()))
          .contains("using backup_fleet")
          .doesNotContain("Sort");
    }
  }

  /**
   * This statement runs without {@link Replan}: planning would take longer than the list itself.
   */
  @Test
  void theListOfOneSystemUsesItsIndexHoweverOftenItIsRead() throws SQLException {
    var values = values();
    values.put("key", "'PLAN-7'");
    values.put("hmacs", "array ['00']");
    values.put("below", "9223372036854775807");
    values.put("since", "'-infinity'");
    values.put("until", "'infinity'");

    for (String statement : List.of(PostgresBackupIndex.LIST, PostgresBackupIndex.LIST_WINDOW)) {
      assertThat(allPlans(statement, values))
          .allSatisfy(plan ->
              assertThat(plan).contains("backup_list").doesNotContain("Seq Scan on backup"));
    }
  }

  private static String idsOfAPage() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet ids =
            statement.executeQuery(
                "select array_agg(p.id) from (select id from vault.backup limit 10) p")) {
      ids.next();
      return "cast('" + ids.getString(1) + "' as uuid[])";
    }
  }

  @Test
  void theDetailsOfAPageAreReadByIds() throws SQLException {
    var values = values();
    values.put("ids", idsOfAPage());

    assertThat(plan(PostgresFleetIndex.DETAILS, values))
        .contains("on backup_pkey", "on copy_backup_id_drive_id_key")
        .doesNotContain("Seq Scan on copy");
  }

  @ParameterizedTest
  @EnumSource(
      value = FilterPlan.class,
      names = {"PENDING", "FAILED"})
  void whatIsNotAsItShouldBeIsFoundByItsOwnIndex(FilterPlan filter) throws SQLException {
    String index = filter == FilterPlan.PENDING ? "copy_under_way" : "copy_failed";

    assertThat(plan(filter.statement(FleetOrder.NEWEST_FIRST), values())).contains(index);
  }

  @Test
  void frequentMetricsAreCountedByPartialIndexes() throws SQLException {
    assertThat(plan(PostgresFleetFacts.DRIVES, Map.of()))
        .contains("copy_under_way", "copy_failed", "copy_scrub", "backup_pkey")
        .doesNotContain("Seq Scan on backup", "Seq Scan on copy");
    assertThat(plan(PostgresFleetFacts.TOTALS, Map.of()))
        .contains("backup_under_way", "backup_failures", "backup_damaged")
        .doesNotContain("Seq Scan on backup");
  }

  @Test
  void theNewestBackupOfEachSystemIsOneIndexLookup() throws SQLException {
    assertThat(allPlans(PostgresFleetFacts.LAST_SUCCESSES, values()))
        .allSatisfy(plan ->
            assertThat(plan).contains("Limit", "backup_list").doesNotContain("Seq Scan on backup"));
  }

  @Test
  void finishedCopiesAreCountedWithoutTheirBackups() throws SQLException {
    assertThat(plan(PostgresFleetFacts.FINISHED, Map.of())).doesNotContain("backup");
  }

  /** Also when nothing is due: jobs look every few seconds. */
  @Test
  void dueRowsAreFoundByTheirTime() throws SQLException {
    var values = requestValues();
    values.putAll(
        Map.of("backfill", "false", "owner", "'test'", "lease", "1", "retry", "1", "age", "1"));
    var dueBy =
        Map.of(
            PostgresCopyQueue.CLAIM, "next_attempt_at <= statement_timestamp()",
            PostgresCopyQueue.CLAIM_SCRUBS, "scrub_after <= statement_timestamp()",
            PostgresCopyQueue.CLAIM_SCRUBS_OF_DAMAGED, "scrub_after <= statement_timestamp()",
            PostgresPurgeQueue.CLAIM_DUE, "purge_after <= statement_timestamp()",
            PostgresPurgeQueue.FORGET_TOMBSTONES, "purged_at < (statement_timestamp()",
            PostgresUploadLedger.CLAIM_EXPIRED, "lease_until <= (InitPlan",
            PostgresUploadLedger.CLAIM_FOR_CLEANUP, "look_again_at <= statement_timestamp()",
            PostgresUploadLedger.FORGET_KEYS, "created_at < (statement_timestamp()");

    try (Statement statement = connection.createStatement()) {
      // Hardly any row here is due, so the planner would accept any index.
      statement.execute("set enable_seqscan = off; set enable_sort = off");
      for (var due : dueBy.entrySet()) {
        assertThat(plan(due.getKey(), values))
            .containsPattern("Index Cond: .*" + Pattern.quote(due.getValue()));
      }
      statement.execute("reset enable_seqscan; reset enable_sort");
    }
  }

  @Test
  void markedBackupsAndThoseOfACredentialAreFoundByIndexes() throws SQLException {
    var values = values();
    values.put("credential", "'%s'::uuid".formatted(organization));

    assertThat(plan(PostgresTenantSnapshotIndex.BACKUPS, values)).contains("using backup_marked");
    // The lookup of the foreign key when a credential is deleted.
    assertThat(plan("select 1 from vault.backup where credential_id = :credential", values))
        .contains("backup_credential");
  }

  /** Operators poll this while they wait for their request. */
  @Test
  void pendingScrubsAndDamageAreCountedByTheirOwnIndexes() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          update vault.copy
             set scrub_requested_at = now(), damaged_at = now()
           where id in (select id from vault.copy order by id limit 50);
          analyze vault.copy;
          """);
    }
    var values = requestValues();

    assertThat(allPlans(CopyRequests.BACKLOG, values))
        .allSatisfy(plan ->
            assertThat(plan)
                .contains("copy_under_way", "copy_failed")
                .doesNotContain("Seq Scan on copy"));
    for (String waiting :
        List.of(CopyRequests.PENDING_SCRUBS, CopyRequests.PENDING_SCRUBS_OF_SYSTEM)) {
      assertThat(allPlans(waiting, values))
          .allSatisfy(plan ->
              assertThat(plan).contains("copy_scrub_requested").doesNotContain("Seq Scan on copy"));
    }
    for (String damaged : List.of(CopyRequests.DAMAGED, CopyRequests.DAMAGED_OF_SYSTEM)) {
      assertThat(allPlans(damaged, values))
          .allSatisfy(
              plan -> assertThat(plan).contains("copy_damaged").doesNotContain("Seq Scan on copy"));
    }
    for (String manifests : List.of(CopyRequests.MANIFESTS, CopyRequests.MANIFESTS_OF_SYSTEM)) {
      assertThat(allPlans(manifests, values))
          .allSatisfy(plan ->
              assertThat(plan)
                  .contains("copy_manifest_rewritten", "copy_manifest_missing")
                  .doesNotContain("Seq Scan on copy"));
    }
  }

  @Test
  void aRequestForScrubsReadsOnlyItsBatch() throws SQLException {
    var values = requestValues();

    assertThat(plan(CopyRequests.REQUEST, values))
        .contains("copy_pkey")
        .doesNotContain("Seq Scan on copy", "Seq Scan on backup");
    assertThat(plan(CopyRequests.REQUEST_OF_SYSTEM, values))
        .doesNotContain("Seq Scan on copy", "Seq Scan on backup");
  }

  @Test
  void theBackupsOfTenantsAreCountedByIndexes() throws SQLException {
    var values = values();
    values.put("ids", "cast(array['%s'] as uuid[])".formatted(organization));

    assertThat(allPlans(PostgresUsageIndex.STORED_BY_SYSTEMS, values))
        .allSatisfy(
            plan -> assertThat(plan).contains("backup_list").doesNotContain("Seq Scan on backup"));
    // Half of all backups belong to this organization: counting them through an index would be no
    // faster.
    assertThat(allPlans(PostgresUsageIndex.STORED_BY_ORGANIZATIONS, values))
        .allSatisfy(plan ->
            assertThat(plan)
                .contains("Index Scan Backward using backup_fleet")
                .doesNotContain("Sort"));
  }

  @Test
  void stuckReservationsAreNotLookedForInAllBackups() throws SQLException {
    var values = values();
    values.put("lease", "120000");

    assertThat(plan(PostgresUsageIndex.STUCK, values))
        .contains("Index Scan using backup_")
        .doesNotContain("Seq Scan on backup");
  }

  private static String quoted(UUID id) {
    return "cast('" + id + "' as uuid)";
  }

  private static Map<String, String> requestValues() {
    var values = new TreeMap<String, String>();
    String drive =
        quoted(index.ports().drives().known("plan-b", "s3", UUID.randomUUID()).drive().id());
    values.put("drive", drive);
    values.put("drives", "array [" + drive + "]");
    values.put(
        "system",
        index
            .ports()
            .systems()
            .find(Authority.ofVault("test"), new SystemId("PLAN-7"))
            .map(profile -> quoted(profile.system().uuid()))
            .orElseThrow());
    values.put("since", "'2026-01-01T00:00:00Z'");
    values.put("after", "'00000000-0000-0000-0000-000000000000'::uuid");
    values.put("max", "100");
    return values;
  }
}
