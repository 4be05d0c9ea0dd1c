package dev.coffer.adapter.postgres.dump;

import dev.coffer.application.UserError;
import dev.coffer.application.dump.IndexDump;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Replaces the rows of all tables by those of a dump, in one transaction. */
record DumpLoader(Connection connection, DumpFile file) {

  /** As {@code vault.add_audit_months()}, which adds the coming months alone. */
  private static final List<String> ADD_MONTH =
      List.of(
          "create table vault.audit_event_%1$s (like vault.audit_event including all)",
          """
          alter table vault.audit_event attach partition vault.audit_event_%1$s
            for values from ('%2$s') to ('%3$s')
          """);

  private static final String SET_NUMBER =
      "select setval('vault.directory_number', greatest(?, (select last_value from vault.directory_number)))";

  void load() throws SQLException, IOException {
    connection.setAutoCommit(false);
    Statements.execute(connection, DumpWriter.TEXT);
    for (String month : file.contents().auditMonths()) {
      addMonth(month);
    }
    List<TableShape> tables = TableShape.all(connection);
    Map<TableShape, IndexDump.Table> dumped = dumped(tables);
    Statements.execute(
        connection,
        "truncate " + tables.stream().map(TableShape::qualified).collect(Collectors.joining(", ")));
    // They note changes of tenants; what was noted is in the dump.
    switchTriggers(tables, "disable");
    CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
    for (Map.Entry<TableShape, IndexDump.Table> table : dumped.entrySet()) {
      load(copies, table.getKey(), table.getValue());
    }
    switchTriggers(tables, "enable");
    setNumber();
    connection.commit();
  }

  private void setNumber() throws SQLException {
    try (var statement = connection.prepareStatement(SET_NUMBER)) {
      statement.setLong(1, file.contents().snapshotNumber());
      statement.execute();
    }
  }

  private void addMonth(String name) throws SQLException {
    if (!Statements.exists(connection, "vault.audit_event_" + name)) {
      YearMonth month = YearMonth.parse(name.replace('_', '-'));
      for (String sql : ADD_MONTH) {
        Statements.execute(
            connection, sql.formatted(name, start(month), start(month.plusMonths(1))));
      }
    }
  }

  private static String start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toString();
  }

  /** What is loaded into each table, in their order. They must be the tables of the dump. */
  private Map<TableShape, IndexDump.Table> dumped(List<TableShape> tables) {
    Map<String, IndexDump.Table> left = new HashMap<>();
    file.contents().tables().forEach(table -> left.put(table.name(), table));
    Map<TableShape, IndexDump.Table> dumped = new LinkedHashMap<>();
    for (TableShape table : tables) {
      IndexDump.Table rows = left.remove(table.name());
      if (rows == null || !rows.columns().equals(table.columns())) {
        throw otherTables(table.name());
      }
      dumped.put(table, rows);
    }
    if (!left.isEmpty()) {
      throw otherTables(String.join(", ", left.keySet()));
    }
    return dumped;
  }

  private UserError otherTables(String table) {
    return new UserError(
        "%s does not fit the index: table \"%s\" differs (expected: the tables of schema version %s, unchanged)"
            .formatted(file.name(), table, file.contents().schemaVersion()));
  }

  private void switchTriggers(List<TableShape> tables, String how) throws SQLException {
    for (TableShape table : tables) {
      Statements.execute(
          connection, "alter table %s %s trigger user".formatted(table.qualified(), how));
    }
  }

  private void load(CopyManager copies, TableShape table, IndexDump.Table dumped)
      throws SQLException, IOException {
    file.<SQLException>read(
        dumped,
        rows -> {
          var _ =
              copies.copyIn(
                  "copy %s (%s) from stdin".formatted(table.qualified(), table.columnList()), rows);
        });
  }
}
