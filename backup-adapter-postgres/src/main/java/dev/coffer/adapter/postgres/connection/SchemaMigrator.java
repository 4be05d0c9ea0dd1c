package dev.coffer.adapter.postgres.connection;

import dev.coffer.application.UserError;
import dev.coffer.application.drives.StorageUnavailable;
import java.sql.SQLException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the schema up to date, forward only. Flyway holds an advisory lock, so that several
 * instances may start at the same time. An up-to-date schema is only read, so that a role without
 * any right to change it can serve.
 */
public record SchemaMigrator(DataSource dataSource, String user) {

  private static final String SCHEMA = "vault";

  /** The first characters of no file. */
  private static final String NONE = "none";

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
      throw translated(e);
    }
  }

  private RuntimeException translated(Exception e) {
    if (SqlStates.of(e).equals(SqlStates.NOT_PERMITTED)) {
      return new UnfitServerException(
          "index: its schema is not as this version needs it and role %s may not change it: %s (expected: its owner runs \"coffer index migrate\" and grants what docs/postgresql.md says)"
              .formatted(user, SqlStates.reason(e)),
          e);
    }
    return new StorageUnavailable(
        "index: its schema could not be brought up to date: " + SqlStates.reason(e), e);
  }

  /**
   * Makes the tables of a version, this or an earlier one, for rows of that version. The views are
   * left to {@link #migrate}, since they may show columns that come later.
   *
   * @throws UserError if this program does not know the version, or the schema is past it
   */
  public void migrateTo(String version) {
    try {
      // With a target that it does not know, Flyway reports nothing at all.
      requireReachable(flyway().info(), MigrationVersion.fromVersion(version));
      var _ =
          configuration()
              .target(version)
              .repeatableSqlMigrationPrefix(NONE)
              .validateMigrationNaming(false)
              .validateOnMigrate(false)
              .load()
              .migrate();
    } catch (FlywayException e) {
      throw translated(e);
    }
  }

  private static void requireReachable(MigrationInfoService schema, MigrationVersion version) {
    if (Stream.of(schema.all()).noneMatch(known -> version.equals(known.getVersion()))) {
      throw new UserError(
          "the dump was made by a newer version of Coffer: its schema version is %s. Restore it with that version."
              .formatted(version));
    }
    MigrationInfo current = schema.current();
    if (current != null
        && current.getVersion() != null
        && current.getVersion().isNewerThan(version)) {
      throw new UserError(
          ("the schema of the index has version %s, and the dump has version %s. Restore it into an empty "
                  + "database. With the embedded index, move the directory postgres away first.")
              .formatted(current.getVersion(), version));
    }
  }

  private Flyway flyway() {
    return configuration().validateMigrationNaming(true).load();
  }

  private FluentConfiguration configuration() {
    return Flyway.configure()
        .dataSource(dataSource)
        .schemas(SCHEMA)
        .createSchemas(true)
        .locations("classpath:db/migration")
        .cleanDisabled(true);
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
