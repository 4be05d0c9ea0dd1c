package dev.coffer.adapter.postgres.catalog;

import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Maps rows of the fleet's list to domain records. */
final class FleetRows {

  private FleetRows() {}

  /**
   * Reads one row for each copy, grouped by backup, and a single row for a backup without copies.
   */
  static Map<UUID, FleetBackup> backups(ResultSet rows) throws SQLException {
    Map<UUID, FleetBackup> found = new LinkedHashMap<>();
    Map<UUID, List<FleetCopy>> copies = new LinkedHashMap<>();
    while (rows.next()) {
      UUID id = Rows.uuid(rows, "backup_id");
      List<FleetCopy> ofThis = copies.computeIfAbsent(id, _ -> new ArrayList<>());
      if (rows.getObject("copy_id") != null) {
        ofThis.add(copy(rows));
      }
      found.put(id, backup(rows, ofThis));
    }
    return found;
  }

  private static FleetBackup backup(ResultSet row, List<FleetCopy> copies) throws SQLException {
    BackupState state = BackupState.valueOf(Rows.upper(row.getString("state")));
    boolean stored = row.getObject("size_bytes") != null;
    return new FleetBackup(
        new BackupRef(
            new BackupId(Rows.uuid(row, "backup_id")),
            BackupExtension.ofSuffix(row.getString("extension"))),
        row.getString("organization"),
        Rows.uuid(row, "system_id"),
        new SystemId(row.getString("key")),
        row.getString("label"),
        state,
        row.getLong("number"),
        new Filename(row.getString("filename")),
        new MediaType(row.getString("media_type")),
        stored ? Optional.of(new ByteSize(row.getLong("size_bytes"))) : Optional.empty(),
        stored ? Optional.of(Sha256.of(row.getBytes("sha256"))) : Optional.empty(),
        Rows.instant(row, "received_at"),
        Rows.instant(row, "updated_at"),
        Optional.ofNullable(row.getString("failure")),
        row.getBoolean("damaged"),
        copies);
  }

  private static FleetCopy copy(ResultSet row) throws SQLException {
    return new FleetCopy(
        new Copy(
            Rows.uuid(row, "copy_id"),
            Rows.uuid(row, "drive_id"),
            CopyStatus.valueOf(Rows.upper(row.getString("status"))),
            row.getInt("attempts"),
            Optional.ofNullable(row.getString("last_error"))),
        row.getString("drive"),
        row.getString("provider"),
        Optional.ofNullable(row.getString("path")),
        Rows.instant(row, "copy_created_at"),
        Rows.instant(row, "copy_updated_at"),
        instant(row, "verified_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
