package dev.coffer.boot.check;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The tables of an index, read by statements of its own in one transaction. */
final class IndexTables {

  /** A row of vault.backup. */
  record Backup(
      UUID id,
      UUID system,
      String systemKey,
      String objectKey,
      String token,
      String state,
      long declared,
      Optional<String> sha256,
      long number,
      String filename,
      String mediaType,
      Instant receivedAt,
      boolean isDamaged,
      boolean isRechecked) {

    boolean isListed() {
      return state.equals("available");
    }

    /** Whether bytes of it may lie on a drive. */
    boolean mayHaveBytes() {
      return !state.equals("failed") || isRechecked;
    }
  }

  /** A row of vault.copy that is finished. */
  record Copy(UUID backup, UUID drive, String key) {}

  /** A row of vault.tombstone. */
  record Tombstone(UUID backup, UUID system, String objectKey, boolean isPurged) {}

  private static final String BACKUPS =
      """
      select b.id, b.system_id, s.key, b.object_key, b.write_token, b.state, b.declared_bytes,
             encode(b.sha256, 'hex') as sha256, b.number, b.filename, b.media_type,
             b.received_at, b.damaged, b.look_again_at is not null as is_rechecked
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
      """;
  private static final String COPIES =
      "select backup_id, drive_id, path from vault.copy where status = 'finished'";
  private static final String TOMBSTONES =
      "select backup_id, system_id, object_key, purged_at is not null as is_purged from vault.tombstone";

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;

  IndexTables(Connection connection) {
    this.connection = connection;
  }

  List<Backup> backups() throws SQLException {
    return list(
        BACKUPS,
        row ->
            new Backup(
                row.getObject("id", UUID.class),
                row.getObject("system_id", UUID.class),
                row.getString("key"),
                row.getString("object_key"),
                row.getString("write_token"),
                row.getString("state"),
                row.getLong("declared_bytes"),
                Optional.ofNullable(row.getString("sha256")),
                row.getLong("number"),
                row.getString("filename"),
                row.getString("media_type"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("damaged"),
                row.getBoolean("is_rechecked")));
  }

  List<Copy> finishedCopies() throws SQLException {
    return list(
        COPIES,
        row ->
            new Copy(
                row.getObject("backup_id", UUID.class),
                row.getObject("drive_id", UUID.class),
                row.getString("path")));
  }

  List<Tombstone> tombstones() throws SQLException {
    return list(
        TOMBSTONES,
        row ->
            new Tombstone(
                row.getObject("backup_id", UUID.class),
                row.getObject("system_id", UUID.class),
                row.getString("object_key"),
                row.getBoolean("is_purged")));
  }

  /** The first column of a statement. */
  List<String> texts(String sql) throws SQLException {
    return list(sql, row -> row.getString(1));
  }

  /** Each row of each table of the vault, as text. */
  Stream<String> everything() throws SQLException {
    List<String> all = new ArrayList<>();
    for (String table :
        texts("select format('%I', tablename) from pg_tables where schemaname = 'vault'")) {
      all.addAll(texts("select t::text from vault." + table + " t"));
    }
    return all.stream();
  }

  private <T> List<T> list(String sql, Row<T> reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }
}
