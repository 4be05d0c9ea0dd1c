package dev.coffer.application.deletion;

import dev.coffer.application.access.KeyedHash;
import dev.coffer.application.access.Keyring;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.ErasedBackup;
import dev.coffer.domain.tenancy.Erasure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the signed list of erased backups, reading them page by page, so that its length does not
 * matter.
 */
final class ErasureReport {

  private static final int VERSION = 1;
  private static final int PAGE = 1000;

  private final JsonMapper json = JsonMapper.builder().build();
  private final ErasureIndex index;
  private final UUID vaultId;
  private final String keyId;
  private final KeyedHash key;

  ErasureReport(ErasureIndex index, UUID vaultId, Keyring keyring) {
    this.index = index;
    this.vaultId = vaultId;
    var current = keyring.manifestKeys().entrySet().iterator().next();
    this.keyId = current.getKey();
    this.key = new KeyedHash(current.getValue());
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
    Mac mac = key.begin();
    Consumer<Object> signed =
        line -> {
          String text = json.writeValueAsString(line);
          mac.update((text + "\n").getBytes(StandardCharsets.UTF_8));
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
    lines.accept(keyId + " " + HexFormat.of().formatHex(mac.doFinal()));
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
