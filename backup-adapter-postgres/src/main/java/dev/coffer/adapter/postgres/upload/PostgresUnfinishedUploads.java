package dev.coffer.adapter.postgres.upload;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.VaultTime;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.domain.backup.WriteToken;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** Multipart uploads that a drive has opened and not closed. Thread-safe. */
public final class PostgresUnfinishedUploads implements UnfinishedUploads {

  private static final String OPENED =
      """
      insert into vault.unfinished_upload (drive_id, object_key, upload_id, write_token)
      values (:drive, :object_key, :upload, :token)
      on conflict (drive_id, object_key, upload_id) do nothing
      """;

  private static final String OF_KEY =
      """
      select drive_id, object_key, upload_id, write_token
        from vault.unfinished_upload
       where drive_id = :drive
         and object_key = :object_key
       order by opened_at
      """;

  private static final String CLOSED =
      """
      delete from vault.unfinished_upload
       where drive_id = :drive
         and object_key = :object_key
         and upload_id = :upload
      """;

  /**
   * An update returns rows in no particular order, so they are sorted again: the oldest comes
   * first.
   */
  private static final String CLAIM_LEFT_OVER =
      """
      with claimed as (
        update vault.unfinished_upload u
           set claimed_at = clock_timestamp()
          from (select l.drive_id, l.object_key, l.upload_id
                  from vault.unfinished_upload l
                 where l.opened_at <= clock_timestamp() - :age * interval '1 millisecond'
                   and (l.claimed_at is null
                        or l.claimed_at <= clock_timestamp() - :retry * interval '1 millisecond')
                   and not exists (select 1
                                     from vault.backup b
                                    where b.object_key = l.object_key
                                      and b.state = 'uploading'
                                      and b.lease_until
      """
          + VaultTime.IS_LIVE
          + ") and "
          + VaultTime.MAY_REMOVE
          + """
                     order by l.opened_at
                       for update skip locked
                     limit :max) due
             where u.drive_id = due.drive_id
               and u.object_key = due.object_key
               and u.upload_id = due.upload_id
            returning u.drive_id, u.object_key, u.upload_id, u.write_token, u.opened_at
          )
          select drive_id, object_key, upload_id, write_token
            from claimed
           order by opened_at
          """;

  private static final RowMapper<Upload> UPLOAD =
      (row, context) ->
          new Upload(
              Rows.uuid(row, "drive_id"),
              new BlobKey(row.getString("object_key")),
              new WriteToken(Rows.uuid(row, "write_token")),
              row.getString("upload_id"));

  private final Database database;

  public PostgresUnfinishedUploads(Database database) {
    this.database = database;
  }

  @Override
  public void opened(Upload upload) {
    database.query(
        "note unfinished upload",
        handle ->
            handle
                .createUpdate(OPENED)
                .bind("drive", upload.driveId())
                .bind("object_key", upload.key().value())
                .bind("upload", upload.id())
                .bind("token", upload.token().value())
                .execute());
  }

  @Override
  public List<Upload> of(UUID driveId, BlobKey key) {
    return database.query(
        "find unfinished uploads",
        handle ->
            handle
                .createQuery(OF_KEY)
                .bind("drive", driveId)
                .bind("object_key", key.value())
                .map(UPLOAD)
                .list());
  }

  @Override
  public void closed(Upload upload) {
    database.query(
        "strike out unfinished upload",
        handle ->
            handle
                .createUpdate(CLOSED)
                .bind("drive", upload.driveId())
                .bind("object_key", upload.key().value())
                .bind("upload", upload.id())
                .execute());
  }

  @Override
  public List<Upload> claimLeftOver(Duration age, Duration retry, int max) {
    return database.transaction(
        "claim left over uploads",
        handle ->
            handle
                .createQuery(CLAIM_LEFT_OVER)
                .bind("age", age.toMillis())
                .bind("retry", retry.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map(UPLOAD)
                .list());
  }
}
