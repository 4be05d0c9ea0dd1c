package dev.coffer.application.deletion;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Deletes with the vault's grace period, for appliances and for operators. */
public final class DeletionService implements DeleteBackup, Deletions {

  private final DeletionIndex index;
  private final Duration grace;

  public DeletionService(DeletionIndex index, Duration grace) {
    this.index = index;
    this.grace = grace;
  }

  @Override
  public Result delete(Caller caller, BackupRef ref) {
    // No organization, because the system is the scope: it may have a new owner since the caller
    // was recognised.
    return index.delete(Actor.of(caller), Optional.empty(), DeleteCommand.of(caller, ref), grace);
  }

  @Override
  public Result delete(Authority by, DeleteCommand command) {
    return index.delete(by.actor(), by.organizationId(), command, grace);
  }

  @Override
  public UndeleteResult undelete(Authority by, BackupId id) {
    return index.undelete(by, id);
  }

  @Override
  public List<DeletedBackup> page(Authority by, PageQuery query) {
    return index.page(by, query);
  }

  @Override
  public ProtectResult protect(Authority by, BackupId id, Protection protection) {
    return index.protect(by, id, protection);
  }
}
