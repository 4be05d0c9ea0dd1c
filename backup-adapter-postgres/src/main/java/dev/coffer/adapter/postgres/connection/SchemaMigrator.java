package dev.coffer.adapter.postgres.connection;

import dev.coffer.application.drives.StorageUnavailable;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/**
 * Brings the schema up to date, forward only. Flyway holds an advisory lock, so that several
 * instances may start at the same time. An up-to-date schema is only read, so that a role without
 * any right to change it can serve.
 */
public record SchemaMigrator(DataSource dataSource, String user) {

  private static final String SCHEMA = "vault";

  /**
   * Whether this program's version of a view was applied at some time. If so, a newer version of
   * the program has changed the view since. Newer versions only add columns, so this one leaves the
   * view alone.
   */
  private static final String WAS_APPLIED =
      "select exists (select from vault.flyway_schema_history where success and script = ? and checksum = ?)";

  /**
   * Returns the number of migrations applied.
   *
   * @throws UnfitServerException if the schema is not up to date and the role may not change it
   * @throws StorageUnavailable if it could not be brought up to date for another reason
   */
  public int migrate() {
    try {
      Flyway flyway = flyway();
      return isUpToDate(flyway.info()) ? 0 : flyway.migrate().migrationsExecuted;
    } catch (FlywayException | SQLException e) {
      if (SqlStates.of(e).equals(SqlStates.NOT_PERMITTED)) {
        throw new UnfitServerException(
            "index: its schema is not as this version needs it and role %s may not change it: %s (expected: its owner runs \"coffer index migrate\" and grants what docs/postgresql.md says)"
                .formatted(user, SqlStates.reason(e)),
            e);
      }
      throw new StorageUnavailable(
          "index: its schema could not be brought up to date: " + SqlStates.reason(e), e);
    }
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(dataSource)
        .schemas(SCHEMA)
        .createSchemas(true)
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .cleanDisabled(true)
        .load();
  }

  private boolean isUpToDate(MigrationInfoService schema) throws SQLException {
    if (schema.applied().length == 0) {
      return false;
    }
    for (MigrationInfo pending : schema.pending()) {
      if (pending.isVersioned() || !wasApplied(pending)) {
        return false;
      }
    }
    return true;
  }

  private boolean wasApplied(MigrationInfo view) throws SQLException {
    try (var connection = dataSource.getConnection();
        var query = connection.prepareStatement(WAS_APPLIED)) {
      query.setString(1, view.getScript());
      query.setInt(2, view.getChecksum());
      try (var row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
