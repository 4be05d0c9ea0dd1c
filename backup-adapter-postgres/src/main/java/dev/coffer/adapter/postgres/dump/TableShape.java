package dev.coffer.adapter.postgres.dump;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table of the vault and its columns, as the database describes them. All tables are dumped,
 * those of later versions too, except the history of migrations, which a restore repeats.
 *
 * @param after the tables that it refers to
 */
record TableShape(String name, List<String> columns, Set<String> after) {

  private static final String TABLES =
      """
      select c.relname::text as name,
             array_agg(a.attname::text order by a.attnum) as columns,
             array (select distinct r.relname::text
                      from pg_constraint f
                      join pg_class r on r.oid = f.confrelid
                     where f.conrelid = c.oid
                       and f.contype = 'f'
                       and f.confrelid <> c.oid) as after
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid
       where c.relnamespace = 'vault'::regnamespace
         and c.relkind in ('r', 'p')
         and not c.relispartition
         and c.relname <> 'flyway_schema_history'
         and a.attnum > 0
         and not a.attisdropped
         and a.attgenerated = ''
       group by c.oid, c.relname
       order by c.relname
      """;

  /** Returns all tables; each comes after those that it refers to. */
  static List<TableShape> all(Connection connection) throws SQLException {
    return inOrder(
        Statements.list(
            connection,
            TABLES,
            row ->
                new TableShape(
                    row.getString("name"),
                    texts(row, "columns"),
                    Set.copyOf(texts(row, "after")))));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return Arrays.stream((Object[]) row.getArray(column).getArray()).map(String::valueOf).toList();
  }

  private static List<TableShape> inOrder(List<TableShape> tables) {
    List<TableShape> ordered = new ArrayList<>();
    Set<String> placed = new HashSet<>();
    while (ordered.size() < tables.size()) {
      List<TableShape> next =
          tables.stream()
              .filter(table -> !placed.contains(table.name()))
              .filter(table -> placed.containsAll(table.after()))
              .toList();
      if (next.isEmpty()) {
        throw new IllegalStateException("tables of the index refer to each other in a circle");
      }
      ordered.addAll(next);
      next.forEach(table -> placed.add(table.name()));
    }
    return ordered;
  }

  String columnList() {
    return columns.stream().map(column -> "\"" + column + "\"").collect(Collectors.joining(", "));
  }

  /** With its schema, for statements. */
  String qualified() {
    return "vault.\"" + name + "\"";
  }
}
