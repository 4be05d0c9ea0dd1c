package dev.coffer.application.deletion;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SigningKey;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.tenancy.Erasure;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the signed list of erased backups, reading them page by page, so that its length does not
 * matter.
 */
final class ErasureReport {

  /** Version 1 ended with an HMAC, which only the vault could verify. */
  private static final int VERSION = 2;

  private static final int PAGE = 1000;

  private final JsonMapper json = JsonMapper.builder().build();
  private final ErasureIndex index;
  private final UUID vaultId;
  private final SigningKey key;

  ErasureReport(ErasureIndex index, UUID vaultId, Keyring keyring) {
    this.index = index;
    this.vaultId = vaultId;
    this.key = SigningKey.current(keyring);
  }

  private record Head(
      int v,
      UUID vault_id,
      UUID erasure_id,
      String kind,
      String name,
      Instant begun_at,
      Instant finished_at,
      long backups,
      long size) {}

  private record Line(UUID id, String system, long size, String sha256, List<String> drives) {}

  void write(Erasure erasure, Consumer<String> lines) {
    var signature = new ReportSignature();
    Consumer<Object> signed =
        line -> {
          String text = json.writeValueAsString(line);
          signature.add(text);
          lines.accept(text);
        };
    signed.accept(head(erasure));
    Optional<BackupId> after = Optional.empty();
    List<ErasedBackup> page;
    do {
      page = index.erased(erasure, after, PAGE);
      page.stream().map(ErasureReport::line).forEach(signed);
      after = page.isEmpty() ? after : Optional.of(page.getLast().id());
    } while (page.size() == PAGE);
    lines.accept(signature.lastLine(key));
  }

  SigningKey key() {
    return key;
  }

  private Head head(Erasure erasure) {
    return new Head(
        VERSION,
        vaultId,
        erasure.id(),
        erasure.kind().name().toLowerCase(Locale.ROOT),
        erasure.name(),
        erasure.begunAt(),
        erasure.finishedAt().orElseThrow(),
        erasure.backups(),
        erasure.size().bytes());
  }

  private static Line line(ErasedBackup backup) {
    return new Line(
        backup.id().value(),
        backup.systemId().value(),
        backup.size().bytes(),
        backup.sha256().hex(),
        backup.drives());
  }
}
