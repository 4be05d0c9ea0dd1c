package dev.coffer.adapter.postgres.drives;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.Drive;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The drives that the vault uses or has used. Thread-safe. */
public final class PostgresDriveRegistry implements DriveRegistry {

  private static final String VAULT_ID = "select id from vault.vault";

  private static final String ADD =
      """
      insert into vault.drive (id, label, provider)
      values (:id, :label, :provider)
      on conflict (label) do update
         set removed_at = null
       where vault.drive.removed_at is not null
      """;

  private static final String BY_LABEL =
      """
      select id, label, provider, initialised_at is not null as initialised
        from vault.drive
       where label = :label
      """;

  private static final String MARK_INITIALISED =
      "update vault.drive set initialised_at = clock_timestamp() where id = :id and initialised_at"
          + " is null";

  private static final String MISSING =
      """
      select d.id, d.label, d.provider
        from vault.drive d
       where d.removed_at is null
         and d.id <> all (:configured)
         and (d.position is not null or exists (select 1 from vault.copy c where c.drive_id = d.id))
       order by d.label
      """;

  private static final String ARRANGE =
      """
      update vault.drive d
         set position = array_position(cast(:configured as uuid[]), d.id) - 1
       where d.position is distinct from array_position(cast(:configured as uuid[]), d.id) - 1
      """;

  /** While the row is locked, no upload to the drive begins and no copy to it is planned. */
  private static final String LOCK_DRIVE =
      "select id from vault.drive where label = :label and removed_at is null for update";

  private static final String COUNT_NEEDED =
      """
      select count(*)
        from vault.copy c
        join vault.backup b on b.id = c.backup_id
       where c.drive_id = :drive
         and (b.state = 'uploading'
              or b.state = 'available'
                 and c.status = 'finished'
                 and not exists (select 1
                                   from vault.copy s
                                  where s.backup_id = c.backup_id
                                    and s.drive_id <> c.drive_id
                                    and s.status = 'finished'))
      """;

  /** A removed drive is no longer searched for what failed uploads have left there. */
  private static final String CANCEL_CLEANUPS =
      """
      update vault.backup b
         set look_again_at = null
       where b.look_again_at is not null
         and exists (select 1 from vault.copy c where c.backup_id = b.id and c.drive_id = :drive)
      """;

  private static final String DELETE_COPIES =
      """
      delete from vault.copy c
       using vault.backup b
       where b.id = c.backup_id
         and c.drive_id = :drive
         and b.state <> 'failed'
      """;

  private static final String DELETE_UNFINISHED_UPLOADS =
      "delete from vault.unfinished_upload where drive_id = :drive";

  private static final String PLACED =
      """
      select d.id, d.label, d.provider, d.position
        from vault.drive d
       where d.removed_at is null
       order by d.position nulls last, d.label
      """;

  private static final String ALL =
      """
      select d.id, d.label, d.provider, d.position,
             count(*) filter (where c.status = 'finished') as finished,
             count(*) filter (where c.status in ('pending', 'running')) as pending,
             count(*) filter (where c.status = 'failed') as failed,
             coalesce(sum(c.size_bytes) filter (where c.status = 'finished'), 0) as stored_bytes
        from vault.drive d
        left join lateral (
             select c.status, b.size_bytes
               from vault.copy c
               join vault.backup b on b.id = c.backup_id and b.state = 'available'
              where c.drive_id = d.id) c on true
       where d.removed_at is null
       group by d.id
       order by d.position nulls last, d.label
      """;

  private static final String REMOVE =
      "update vault.drive set removed_at = clock_timestamp(), position = null where id = :drive";

  private final Database database;

  public PostgresDriveRegistry(Database database) {
    this.database = database;
  }

  @Override
  public UUID vaultId() {
    return database.query(
        "identify vault", handle -> handle.createQuery(VAULT_ID).mapTo(UUID.class).one());
  }

  @Override
  public KnownDrive known(String label, String provider, UUID idIfNew) {
    KnownDrive known =
        database.query(
            "find drive",
            handle -> {
              handle
                  .createUpdate(ADD)
                  .bind("id", idIfNew)
                  .bind("label", label)
                  .bind("provider", provider)
                  .execute();
              return handle
                  .createQuery(BY_LABEL)
                  .bind("label", label)
                  .map((row, context) -> new KnownDrive(drive(row), row.getBoolean("initialised")))
                  .one();
            });
    if (!known.drive().provider().equals(provider)) {
      throw new IllegalStateException(
          "drive %s: \"%s\" (expected: provider %s, which it has been since it was first used)"
              .formatted(label, provider, known.drive().provider()));
    }
    return known;
  }

  private static Drive drive(ResultSet row) throws SQLException {
    return new Drive(Rows.uuid(row, "id"), row.getString("label"), row.getString("provider"));
  }

  @Override
  public void markInitialised(UUID driveId) {
    database.query(
        "record drive",
        handle -> handle.createUpdate(MARK_INITIALISED).bind("id", driveId).execute());
  }

  @Override
  public List<Drive> missingFrom(Collection<UUID> configured) {
    return database.query(
        "find drives that are not configured",
        handle ->
            handle
                .createQuery(MISSING)
                .bindArray("configured", UUID.class, configured.toArray())
                .map((row, context) -> drive(row))
                .list());
  }

  @Override
  public void arrange(List<UUID> configured) {
    database.query(
        "record the order of drives",
        handle ->
            handle
                .createUpdate(ARRANGE)
                .bindArray("configured", UUID.class, configured.toArray())
                .execute());
  }

  @Override
  public DriveAdministration.RemoveResult remove(Actor actor, String label) {
    return database.transaction(
        "remove drive",
        handle ->
            handle
                .createQuery(LOCK_DRIVE)
                .bind("label", label)
                .mapTo(UUID.class)
                .findOne()
                .map(drive -> remove(handle, actor, drive, label))
                .orElseGet(DriveAdministration.UnknownDrive::new));
  }

  private static DriveAdministration.RemoveResult remove(
      Handle handle, Actor actor, UUID drive, String label) {
    long needed = handle.createQuery(COUNT_NEEDED).bind("drive", drive).mapTo(Long.class).one();
    if (needed > 0) {
      return new DriveAdministration.Needed(needed);
    }
    handle.createUpdate(CANCEL_CLEANUPS).bind("drive", drive).execute();
    handle.createUpdate(DELETE_UNFINISHED_UPLOADS).bind("drive", drive).execute();
    long copies = handle.createUpdate(DELETE_COPIES).bind("drive", drive).execute();
    handle.createUpdate(REMOVE).bind("drive", drive).execute();
    PostgresAuditLog.record(
        handle, actor, AuditAction.DRIVE_REMOVED, "%s, %d copies".formatted(label, copies));
    return new DriveAdministration.Removed(copies);
  }

  @Override
  public List<Placed> placed() {
    return database.query(
        "find drives",
        handle ->
            handle
                .createQuery(PLACED)
                .map((row, context) -> new Placed(drive(row), position(row)))
                .list());
  }

  private static OptionalInt position(ResultSet row) throws SQLException {
    int position = row.getInt("position");
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(position);
  }

  @Override
  public List<DriveAdministration.Row> drives() {
    return database.query(
        "list drives",
        handle -> handle.createQuery(ALL).map((row, context) -> counted(row)).list());
  }

  private static DriveAdministration.Row counted(ResultSet row) throws SQLException {
    return new DriveAdministration.Row(
        drive(row),
        position(row),
        row.getLong("finished"),
        row.getLong("pending"),
        row.getLong("failed"),
        new ByteSize(row.getLong("stored_bytes")));
  }
}
