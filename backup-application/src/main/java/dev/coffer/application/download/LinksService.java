package dev.coffer.application.download;

import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex.StoredBackup;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.drives.Drives;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.BackupId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Links that carry everything needed to check them. Nothing is stored for them, so any instance can
 * check them. A link ends with its time, its key or its backup.
 */
public final class LinksService implements Links {

  private final FleetIndex index;
  private final CallerIndex callers;
  private final AuditLog audit;
  private final Drives drives;
  private final Secrets secrets;
  private final PermittedDownloads downloads;
  private final Duration lifetime;

  public LinksService(
      FleetIndex index,
      CallerIndex callers,
      AuditLog audit,
      Drives drives,
      Secrets secrets,
      PermittedDownloads downloads,
      Duration lifetime) {
    this.index = index;
    this.callers = callers;
    this.audit = audit;
    this.drives = drives;
    this.secrets = secrets;
    this.downloads = downloads;
    this.lifetime = lifetime;
  }

  @Override
  public Optional<Made> link(Operator operator, BackupId id) {
    return index
        .stored(Authority.of(operator), id)
        .map(stored -> new Made(link(operator, stored), lifetime));
  }

  private Link link(Operator operator, StoredBackup stored) {
    BackupId id = stored.backup().id();
    Instant expiresAt = callers.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    Optional<URI> address =
        stored.intact().stream()
            .findFirst()
            .flatMap(copy ->
                drives
                    .store(copy.driveId())
                    .address(stored.objectKey(), stored.backup().filename(), lifetime));
    audit.record(
        Actor.of(operator),
        AuditAction.LINK_MADE,
        id,
        "%s until %s".formatted(address.isPresent() ? "to the store" : "to the vault", expiresAt));
    return address
        .<Link>map(StoreLink::new)
        .orElseGet(() ->
            new DownloadLink(
                id,
                operator.keyId(),
                expiresAt,
                secrets.signature(text(id, operator.keyId(), expiresAt))));
  }

  @Override
  public Followed follow(DownloadLink link) {
    if (!secrets.isSigned(
        text(link.backupId(), link.keyId(), link.expiresAt()), link.signature())) {
      return new NotValid();
    }
    return callers
        .stillValid(link.keyId(), link.expiresAt())
        .filter(known -> known.may(Role.OPERATOR))
        .map(known -> found(Authority.of(known), link.backupId()))
        .orElseGet(NotValid::new);
  }

  private Followed found(Authority by, BackupId id) {
    return index
        .stored(by, id)
        .<Followed>map(stored ->
            new Found(
                downloads.of(
                    stored, () -> audit.record(by.actor(), AuditAction.LINK_FOLLOWED, id, ""))))
        .orElseGet(NotFound::new);
  }

  /** The prefix keeps the text apart from secrets, which are signed under the same peppers. */
  private static String text(BackupId id, UUID keyId, Instant expiresAt) {
    return "download %s by %s until %d".formatted(id, keyId, expiresAt.getEpochSecond());
  }
}
