package dev.coffer.application.upload;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SignedLine;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.Manifest;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.WriteToken;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads manifests: one {@link SignedLine} of JSON. Old manifests must stay readable, so
 * fields are only ever added, and {@code v} is increased when the meaning of a field changes.
 */
public final class ManifestFormat {

  /** An upper bound for everything but the digests of blocks. */
  private static final int MAX_BYTES = 16 * 1024;

  /**
   * The smallest block size. A digest in {@link BlockDigests} takes 16 bytes for each block, or 22
   * characters as text.
   */
  private static final int SMALLEST_BLOCK = 64 * 1024;

  private static final int MAX_BYTES_PER_BLOCK = 22;

  /** Version 1 had no digests of blocks. */
  private static final int VERSION = 2;

  private static final String PURPOSE = "manifest";

  private final JsonMapper json = JsonMapper.builder().build();
  private final SignedLine signed;

  public ManifestFormat(Keyring keyring) {
    this.signed = new SignedLine(keyring, PURPOSE);
  }

  /**
   * The JSON fields in their order; {@link Manifest} itself has types that JSON does not have.
   *
   * @param blocks null in version 1, and for a backup of one block
   */
  private record Line(
      int v,
      UUID vault_id,
      UUID backup_id,
      UUID system_id,
      String key,
      long size,
      String sha256,
      UUID write_token,
      long number,
      String filename,
      String media_type,
      Instant received_at,
      @Nullable Blocks blocks) {}

  private record Blocks(String key, long size, String digests) {

    private static Blocks of(BlockDigests digests) {
      return new Blocks(digests.keyId(), digests.blockSize().bytes(), digests.base64());
    }

    private BlockDigests value() {
      return new BlockDigests(key, new ByteSize(size), digests);
    }
  }

  /** The largest size of a manifest of a backup of this size: a larger object need not be read. */
  public static long maxBytes(ByteSize size) {
    return MAX_BYTES + Math.ceilDiv(size.bytes(), SMALLEST_BLOCK) * MAX_BYTES_PER_BLOCK;
  }

  public byte[] write(Manifest manifest) {
    return signed.write(
        json.writeValueAsString(
            new Line(
                VERSION,
                manifest.vaultId(),
                manifest.backupId().value(),
                manifest.systemUuid(),
                manifest.objectKey(),
                manifest.size().bytes(),
                manifest.digests().sha256().hex(),
                manifest.writeToken().value(),
                manifest.number(),
                manifest.filename().value(),
                manifest.mediaType().value(),
                manifest.receivedAt(),
                manifest.digests().blocks().map(Blocks::of).orElse(null))));
  }

  /**
   * Reads a manifest and verifies its signature.
   *
   * @throws StorageCorrupt when the bytes are not a manifest, are of a later version, or are not
   *     signed by one of the vault's keys
   */
  public Manifest read(byte[] bytes) {
    String line = signed.read(bytes, "manifest");
    try {
      return manifest(json.readValue(line, Line.class));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new StorageCorrupt("manifest: signed, but not readable by this version", e);
    }
  }

  private static Manifest manifest(Line line) {
    if (line.v < 1 || line.v > VERSION) {
      throw new IllegalArgumentException(
          "v: \"%d\" (expected: 1 to %d)".formatted(line.v, VERSION));
    }
    return new Manifest(
        line.vault_id,
        new BackupId(line.backup_id),
        line.system_id,
        line.key,
        new ByteSize(line.size),
        new ContentDigests(
            new Sha256(line.sha256), Optional.ofNullable(line.blocks).map(Blocks::value)),
        new WriteToken(line.write_token),
        line.number,
        new Filename(line.filename),
        new MediaType(line.media_type),
        line.received_at);
  }
}
