package dev.coffer.application.deletion;

import dev.coffer.application.Durations;
import dev.coffer.application.Maintenance;
import dev.coffer.application.deletion.PurgeQueue.Purge;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.ObjectKeys;
import dev.coffer.application.drives.StorageException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the data of deleted backups after their grace period: the manifest on every drive, then
 * the object, then the row. Each step may be repeated. A failed step is retried later and never
 * affects another backup.
 */
public final class PurgeDeletedService implements Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(PurgeDeletedService.class);
  private static final int BATCH = 50;

  private final PurgeQueue queue;
  private final Drives drives;
  private final String instance;
  private final Durations.Purge times;

  public PurgeDeletedService(
      PurgeQueue queue, Drives drives, String instance, Durations.Purge times) {
    this.queue = queue;
    this.drives = drives;
    this.instance = instance;
    this.times = times;
  }

  @Override
  public void run() {
    List<Purge> due;
    do {
      due = queue.claimDue(instance, times.lease(), BATCH);
      due.forEach(this::purge);
    } while (due.size() == BATCH);
    queue.forgetTombstones(times.tombstonesKept());
  }

  private void purge(Purge purge) {
    try {
      List<BlobStore> stores = purge.driveIds().stream().map(drives::store).toList();
      var manifest = ObjectKeys.manifest(purge.systemUuid(), purge.id());
      stores.forEach(store -> store.remove(manifest, purge.token()));
      stores.forEach(store -> store.remove(purge.objectKey(), purge.token()));
      queue.purged(purge);
      LOG.info("purged {}", purge.objectKey());
    } catch (StorageException e) {
      LOG.warn("{} cannot be purged now; a later pass retries", purge.objectKey(), e);
      queue.postpone(purge, String.valueOf(e.getMessage()), times.retry());
    }
  }
}
