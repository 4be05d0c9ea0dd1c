package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.testkit.fixture.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends of keys that only a statement on the database can cause. */
class OperatorKeysIT {

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

  @ParameterizedTest
  @ValueSource(strings = {"revoked_at = now()", "expires_at = now()"})
  void aRevokedOrExpiredKeyIsRefusedFromThenOn(String end) throws SQLException {
    var operator = new Operator(UUID.randomUUID(), Role.ADMIN, Optional.empty());
    SecretHmac hmac = Tenant.newHmac();
    index.ports().apiKeys().add(Authority.ofVault("test"), operator, end, Duration.ZERO, hmac);
    CallerIndex callers = index.ports().callers();
    assertThat(callers.operator(List.of(hmac))).contains(operator);

    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "update vault.api_key set %s where id = '%s'".formatted(end, operator.keyId()));
    }

    assertThat(callers.operator(List.of(hmac))).isEmpty();
    assertThat(callers.stillValid(operator.keyId(), callers.now().plusSeconds(60))).isEmpty();
  }
}
