package dev.coffer.adapter.postgres.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDump.Totals;
import dev.coffer.application.dump.IndexDumpFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes a dump over one connection, in one snapshot: no instance waits for it. */
record DumpWriter(Connection connection, IndexDumpFormat format) {

  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read, read only";

  /** What the text of values depends on, whatever server, database and role say. */
  static final String TEXT =
      """
      select set_config('datestyle', 'ISO, YMD', true),
             set_config('bytea_output', 'hex', true),
             set_config('extra_float_digits', '3', true),
             set_config('xmloption', 'content', true)
      """;

  private static final String FACTS =
      """
      select v.id as vault_id,
             clock_timestamp() as taken_at,
             current_setting('server_version') as postgres_version,
             (select h.version
                from vault.flyway_schema_history h
               where h.version is not null and h.success
               order by h.installed_rank desc
               limit 1) as schema_version,
             (select count(*) from vault.organization) as organizations,
             (select count(*) from vault.managed_system) as systems,
             (select count(*) from vault.backup b where b.state = 'available') as backups,
             (select max(b.received_at) from vault.backup b where b.state = 'available') as newest
        from vault.vault v
      """;

  private static final String MONTHS =
      """
      select right(c.relname, 7) as month
        from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'vault.audit_event'::regclass
         and c.relname ~ '^audit_event_[0-9]{4}_[0-9]{2}$'
       order by month
      """;

  /**
   * Sequences are in no snapshot. Instances may not read this one; they may draw from it, which
   * gives a number above all that were drawn.
   */
  private static final String NUMBER = "select vault.next_directory_number()";

  /** Leaves {@code target} open. */
  IndexDump write(OutputStream target) throws SQLException, IOException {
    var zip = new ZipOutputStream(target, UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
    IndexDump dump = write(zip);
    zip.putNextEntry(new ZipEntry(DumpFile.CONTENTS));
    zip.write(format.write(dump));
    zip.closeEntry();
    zip.finish();
    return dump;
  }

  private IndexDump write(ZipOutputStream zip) throws SQLException, IOException {
    connection.setAutoCommit(false);
    Statements.execute(connection, SNAPSHOT);
    Statements.execute(connection, TEXT);
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    List<IndexDump.Table> tables = new ArrayList<>();
    for (TableShape table : TableShape.all(connection)) {
      zip.putNextEntry(new ZipEntry(DumpFile.entryOf(table.name())));
      var checked = new CheckedBytes();
      long rows =
          copies.copyOut(
              "copy (select %s from %s) to stdout".formatted(table.columnList(), table.qualified()),
              checked.to(zip));
      zip.closeEntry();
      tables.add(
          new IndexDump.Table(
              table.name(), table.columns(), rows, checked.length(), checked.sha256Hex()));
    }
    return described(tables);
  }

  private IndexDump described(List<IndexDump.Table> tables) throws SQLException {
    Facts facts = Statements.one(connection, FACTS, Facts::of);
    List<String> months = Statements.list(connection, MONTHS, row -> row.getString("month"));
    List<IndexDump.Grant> grants = Grants.read(connection);
    connection.commit();
    return new IndexDump(
        facts.vaultId(),
        facts.takenAt(),
        facts.schemaVersion(),
        facts.postgresVersion(),
        facts.totals(),
        tables,
        months,
        number(),
        grants);
  }

  /** What one statement says of the index. */
  private record Facts(
      UUID vaultId, Instant takenAt, String schemaVersion, String postgresVersion, Totals totals) {

    static Facts of(ResultSet row) throws SQLException {
      return new Facts(
          row.getObject("vault_id", UUID.class),
          row.getObject("taken_at", OffsetDateTime.class).toInstant(),
          row.getString("schema_version"),
          row.getString("postgres_version"),
          totals(row));
    }

    private static Totals totals(ResultSet row) throws SQLException {
      Optional<Instant> newest =
          Optional.ofNullable(row.getObject("newest", OffsetDateTime.class))
              .map(OffsetDateTime::toInstant);
      return new Totals(
          row.getLong("organizations"), row.getLong("systems"), row.getLong("backups"), newest);
    }
  }

  private long number() throws SQLException {
    long number = Statements.one(connection, NUMBER, row -> row.getLong(1));
    connection.commit();
    return number;
  }
}
