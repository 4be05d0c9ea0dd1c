package dev.coffer.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

class FirstStartsAtOnceIT {

  @RepeatedTest(5)
  void instancesThatStartAtOnceMigrateOnce() throws Exception {
    TestPostgres.Database fresh = TestPostgres.freshDatabase();
    Callable<PostgresIndex> open = () -> PostgresIndex.open(TestIndex.config(fresh));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<PostgresIndex> opened : threads.invokeAll(List.of(open, open, open))) {
        try (PostgresIndex started = opened.get()) {
          assertThat(TestIndex.answers(started)).isTrue();
        }
      }
    }

    assertThat(
            number(
                fresh, "select count(*) - count(distinct script) from vault.flyway_schema_history"))
        .isZero();
    assertThat(number(fresh, "select count(*) from vault.vault")).isOne();
  }

  private static int number(TestPostgres.Database database, String query) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }
}
