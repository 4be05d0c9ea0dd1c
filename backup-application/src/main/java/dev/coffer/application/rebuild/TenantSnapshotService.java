package dev.coffer.application.rebuild;

import dev.coffer.application.Durations;
import dev.coffer.application.Identifiers;
import dev.coffer.application.Maintenance;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.StorageException;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tenant snapshots on one drive up to date. A snapshot that cannot be written now is
 * written by a later pass; nothing waits for it except an erasure.
 */
public final class TenantSnapshotService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(TenantSnapshotService.class);
  private static final int BATCH = 50;

  private final TenantSnapshotIndex index;
  private final Drives.Mounted mounted;
  private final UUID driveId;
  private final TenantSnapshotFormat format;
  private final Identifiers identifiers;
  private final Durations.Snapshots times;

  public TenantSnapshotService(
      TenantSnapshotIndex index,
      Drives.Mounted mounted,
      TenantSnapshotFormat format,
      Identifiers identifiers,
      Durations.Snapshots times) {
    this.index = index;
    this.mounted = mounted;
    this.driveId = mounted.drive().id();
    this.format = format;
    this.identifiers = identifiers;
    this.times = times;
  }

  @Override
  public void run() {
    index.collect();
    try {
      writeSnapshots();
      writeMark();
      removeObsolete();
    } catch (StorageException e) {
      LOG.warn(
          "the tenant snapshot on drive {} cannot be updated now: {}",
          mounted.drive().label(),
          e.getMessage());
    }
  }

  private void writeSnapshots() {
    List<UUID> due;
    do {
      due = index.due(driveId, times.writeTimeout(), BATCH);
      due.forEach(this::writeSnapshot);
    } while (due.size() == BATCH);
  }

  private void writeSnapshot(UUID organization) {
    var token = new WriteToken(identifiers.nextUuid());
    index
        .draft(driveId, organization, token)
        .ifPresent(snapshot ->
            write(
                ObjectKeys.tenantSnapshot(organization, snapshot.number()),
                token,
                snapshot.number(),
                format.write(snapshot)));
  }

  private void writeMark() {
    var token = new WriteToken(identifiers.nextUuid());
    index
        .mark(driveId, token, times.markPeriod())
        .ifPresent(mark ->
            write(ObjectKeys.highWater(mark.number()), token, mark.number(), format.write(mark)));
  }

  private void write(BlobKey key, WriteToken token, long number, byte[] bytes) {
    mounted.store().put(key, token, new ByteSize(bytes.length), new ByteArrayInputStream(bytes));
    index.written(driveId, number);
  }

  private void removeObsolete() {
    List<TenantSnapshotIndex.Entry> obsolete;
    do {
      obsolete = index.obsolete(driveId, times.writeTimeout(), BATCH);
      obsolete.forEach(this::remove);
    } while (obsolete.size() == BATCH);
  }

  private void remove(TenantSnapshotIndex.Entry entry) {
    Optional<BlobKey> snapshot =
        entry.organization().map(id -> ObjectKeys.tenantSnapshot(id, entry.number()));
    mounted
        .store()
        .remove(snapshot.orElseGet(() -> ObjectKeys.highWater(entry.number())), entry.token());
    index.removed(driveId, entry.number());
  }
}
