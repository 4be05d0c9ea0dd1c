package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.postgres.access.PostgresCallerIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresOrganizationIndex;
import dev.coffer.adapter.postgres.tenancy.PostgresSystemIndex;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A page of tenants is read from the index that has their order. */
class TenantPlansIT {

  /** 20,000 systems of 2,000 organizations. One system in a hundred is suspended. */
  private static final String FILL =
      """
      insert into vault.organization (id, name)
      select cast(lpad(to_hex(n), 32, '0') as uuid), 'organization ' || n
        from generate_series(1, 2000) n;

      insert into vault.managed_system (id, organization_id, key, state)
      select gen_random_uuid(), cast(lpad(to_hex(n % 2000 + 1), 32, '0') as uuid), 'PLAN-' || n,
             case when n % 100 = 0 then 'suspended' else 'active' end
        from generate_series(1, 20000) n;

      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes)
      select gen_random_uuid(), s.id, sha256(convert_to(s.key, 'UTF8')), 'p1', array ['list']
        from vault.managed_system s;

      insert into vault.api_key (id, label, role, secret_hmac, pepper_id)
      select gen_random_uuid(), 'plan ' || n, 'reader', sha256(convert_to('plan ' || n, 'UTF8')), 'p1'
        from generate_series(1, 2000) n;

      analyze;
      """;

  private static PostgresIndex index;
  private static Connection connection;

  @BeforeAll
  static void fill() throws SQLException {
    TestPostgres.Database database = TestIndex.migratedDatabase();
    index = TestIndex.open(database);
    connection = database.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(FILL);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    index.close();
  }

  private static Stream<Arguments> statements() {
    return Stream.of(
        Arguments.of(PostgresOrganizationIndex.LIST, "organization_name_key"),
        Arguments.of(PostgresSystemIndex.LIST, "managed_system_key"),
        Arguments.of(PostgresSystemIndex.LIST_IN_STATE, "managed_system_state"),
        Arguments.of(PostgresSystemIndex.LIST_OF_ORGANIZATION, "managed_system_organization"),
        Arguments.of(
            PostgresSystemIndex.LIST_OF_ORGANIZATION_IN_STATE,
            "managed_system_organization_state"));
  }

  /** Under an attack they are read four times a second. */
  @ParameterizedTest
  @CsvSource({"true,credential_created", "false,api_key_created"})
  void newSecretsAreReadFromTheirIndex(boolean ofSystems, String expected) throws SQLException {
    String statement =
        ofSystems ? PostgresCallerIndex.LIVE_SECRETS : PostgresCallerIndex.LIVE_API_KEYS;
    var values =
        Map.of("created_at", "clock_timestamp()", "id", "'%032x'".formatted(0), "max", "100");

    for (Plans plans : Plans.values()) {
      assertThat(plans.of(connection, statement, values))
          .contains(expected)
          .doesNotContain("Seq Scan", "Sort");
    }
  }

  @ParameterizedTest
  @MethodSource("statements")
  void aPageIsReadFromItsIndex(String statement, String expected) throws SQLException {
    var values =
        Map.of(
            "after", "'PLAN-7'",
            "state", "'suspended'",
            "organization", "'%032x'::uuid".formatted(7),
            "max", "100");

    for (Plans plans : Plans.values()) {
      assertThat(plans.of(connection, statement, values))
          .contains(expected)
          .doesNotContain("Seq Scan on managed_system", "Sort Key: o.name");
    }
  }
}
