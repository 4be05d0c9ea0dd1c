package dev.coffer.application.retention;

import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.application.tenancy.SystemIndex;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What operators ask of retention, and tell it. */
public final class RetentionPolicyService
    implements PreviewRetention, AssignRetention, ShowRetention {

  private final RetentionIndex index;
  private final SystemIndex systems;
  private final RetentionPolicy ofVault;

  public RetentionPolicyService(
      RetentionIndex index, SystemIndex systems, RetentionPolicy ofVault) {
    this.index = index;
    this.systems = systems;
    this.ofVault = ofVault;
  }

  @Override
  public Optional<Preview> preview(Authority by, Query query) {
    return systems
        .find(by, query.systemId())
        .flatMap(_ -> index.retained(query.systemId()))
        .map(retained -> preview(retained, query.policy().or(retained::policy).orElse(ofVault)));
  }

  private static Preview preview(Retained retained, RetentionPolicy policy) {
    Map<BackupId, RetainedBackup> backups =
        retained.backups().stream()
            .collect(Collectors.toMap(RetainedBackup::id, Function.identity()));
    List<Judged> judged =
        Retention.verdicts(policy, retained.backups(), retained.at()).stream()
            .map(verdict -> new Judged(Objects.requireNonNull(backups.get(verdict.id())), verdict))
            .toList();
    return new Preview(policy, judged);
  }

  @Override
  public boolean assign(Actor actor, RetentionOwner owner, RetentionPolicy policy) {
    return index.assign(actor, owner, policy);
  }

  @Override
  public boolean unassign(Actor actor, RetentionOwner owner) {
    return index.unassign(actor, owner);
  }

  @Override
  public RetentionPolicy ofVault() {
    return ofVault;
  }

  @Override
  public Optional<RetentionPolicy> of(RetentionOwner owner) {
    return index.policy(owner);
  }

  @Override
  public Optional<String> halted() {
    return index.halted();
  }
}
