package dev.coffer.adapter.postgres;

import dev.coffer.application.port.out.StorageUnavailable;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to date, forward only. Flyway holds an advisory lock, so that several
 * instances may start at once.
 */
final class SchemaMigrator {

  private SchemaMigrator() {}

  static void migrate(DataSource dataSource) {
    try {
      Flyway.configure()
          .dataSource(dataSource)
          .schemas("vault")
          .createSchemas(true)
          .locations("classpath:db/migration")
          .validateMigrationNaming(true)
          .cleanDisabled(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StorageUnavailable("index: its schema could not be brought up to date", e);
    }
  }
}
