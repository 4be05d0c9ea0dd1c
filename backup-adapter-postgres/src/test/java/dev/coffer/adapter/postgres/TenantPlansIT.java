package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

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
