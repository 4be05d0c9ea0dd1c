package dev.coffer.adapter.postgres.connection;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.WriteToken;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The digests of a backup's blocks. Read for downloads and copies, never for lists. */
public final class BlockRows {

  private static final String FIND =
      """
      select d.key_id, d.block_bytes, d.digests
        from vault.block_digests d
        join vault.backup b on b.id = d.backup_id
       where d.backup_id = :backup
         and b.write_token = :token
      """;

  private static final String RECORD =
      """
      insert into vault.block_digests (backup_id, key_id, block_bytes, digests)
      select b.id, :key, :block, :digests
        from vault.backup b
       where b.id = :backup
         and b.write_token = :token
      on conflict (backup_id) do update
         set key_id = excluded.key_id, block_bytes = excluded.block_bytes, digests = excluded.digests
      """;

  private BlockRows() {}

  /**
   * Empty if the backup has another write token: the token proves which upload the caller means.
   */
  public static Optional<BlockDigests> find(Handle handle, BackupId backup, WriteToken token) {
    return handle
        .createQuery(FIND)
        .bind("backup", backup.value())
        .bind("token", token.value())
        .map((row, context) ->
            BlockDigests.of(
                row.getString("key_id"),
                new ByteSize(row.getInt("block_bytes")),
                row.getBytes("digests")))
        .findOne();
  }

  /** Returns the number of backups with this id and token: 0 or 1. */
  public static int record(Handle handle, BackupId backup, WriteToken token, BlockDigests blocks) {
    return handle
        .createUpdate(RECORD)
        .bind("backup", backup.value())
        .bind("token", token.value())
        .bind("key", blocks.keyId())
        .bind("block", blocks.blockSize().bytes())
        .bind("digests", blocks.bytes())
        .execute();
  }
}
