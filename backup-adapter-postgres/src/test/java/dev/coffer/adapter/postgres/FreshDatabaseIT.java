package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class FreshDatabaseIT {

  @Test
  void eachDatabaseIsEmptyAndSeparate() throws SQLException {
    var first = TestPostgres.freshDatabase();
    var second = TestPostgres.freshDatabase();

    try (var connection = first.connect();
        var statement = connection.createStatement()) {
      statement.execute("create table only_here (id int)");
    }

    try (var connection = second.connect();
        var tables = connection.getMetaData().getTables(null, "public", "%", null)) {
      assertThat(tables.next()).isFalse();
    }
  }

  @Test
  void theDatabaseIsReplacedInAnyUrl() {
    assertThat(TestPostgres.withDatabase("jdbc:postgresql://h:1/a?ssl=true", "b"))
        .isEqualTo("jdbc:postgresql://h:1/b?ssl=true");
    assertThat(TestPostgres.withDatabase("jdbc:postgresql://h:1/", "b"))
        .isEqualTo("jdbc:postgresql://h:1/b");
  }
}
