package dev.coffer.application.retention;

import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetainedBackup;
import dev.coffer.domain.retention.Retention;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads and changes policies, and previews them. */
public final class RetentionPolicyService implements RetentionPolicies {

  private final RetentionIndex index;
  private final RetentionPolicy vaultPolicy;

  public RetentionPolicyService(RetentionIndex index, RetentionPolicy vaultPolicy) {
    this.index = index;
    this.vaultPolicy = vaultPolicy;
  }

  @Override
  public RetentionPolicy vaultPolicy() {
    return vaultPolicy;
  }

  @Override
  public Optional<RetentionPolicy> show(Authority by, TenantRef tenant) {
    return index.policy(by, tenant);
  }

  @Override
  public boolean assign(Authority by, TenantRef tenant, RetentionPolicy policy) {
    return index.assign(by, tenant, policy);
  }

  @Override
  public boolean unassign(Authority by, TenantRef tenant) {
    return index.unassign(by, tenant);
  }

  @Override
  public Optional<Preview> preview(Authority by, PreviewQuery query) {
    return index
        .retained(by, query.systemId())
        .map(
            retained -> preview(retained, query.policy().or(retained::policy).orElse(vaultPolicy)));
  }

  private static Preview preview(Retained retained, RetentionPolicy policy) {
    Map<BackupId, RetainedBackup> backups =
        retained.backups().stream()
            .collect(Collectors.toMap(RetainedBackup::id, Function.identity()));
    List<PreviewedBackup> previewed =
        Retention.verdicts(policy, retained.backups(), retained.at()).stream()
            .map(verdict ->
                new PreviewedBackup(Objects.requireNonNull(backups.get(verdict.id())), verdict))
            .toList();
    return new Preview(policy, previewed);
  }

  @Override
  public Halts halts(Authority by) {
    return index.halts(by);
  }

  @Override
  public Halts accept(Authority by) {
    return index.accept(by);
  }

  @Override
  public Optional<Halts> accept(Authority by, TenantRef organization) {
    return index.accept(by, organization);
  }
}
