package dev.coffer.application.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SignedLine;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.Manifest;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.WriteToken;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ManifestFormatTest {

  private static final Manifest MANIFEST =
      new Manifest(
          UUID.fromString("6f9619ff-8b86-4011-b42d-00c04fc964ff"),
          new BackupId(UUID.fromString("01934fab-bc33-7890-a1b2-c3d4e5f6a7b8")),
          UUID.fromString("6f9619ff-8b86-4011-b42d-00c04fc964aa"),
          "org/NETH-1/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.bin",
          new ByteSize(3),
          ContentDigests.of(
              new Sha256("3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b")),
          new WriteToken(UUID.fromString("6f9619ff-8b86-4011-b42d-00c04fc964bb")),
          7,
          new Filename("a.bin"),
          MediaType.OCTET_STREAM,
          Instant.parse("2026-04-12T02:15:00.123456Z"));

  private final ManifestFormat format = new ManifestFormat(keyring(Map.of("m1", "key one")));

  /** Makes a keyring that signs with the first of these keys. */
  private static Keyring keyring(Map<String, String> manifestKeys) {
    Map<String, Secret> keys = new LinkedHashMap<>();
    manifestKeys.forEach((id, key) -> keys.put(id, new Secret(key)));
    return new Keyring(Map.of("p1", new Secret("pepper")), keys);
  }

  @Test
  void aWrittenManifestIsRead() {
    assertThat(format.read(format.write(MANIFEST))).isEqualTo(MANIFEST);
  }

  /** Makes a manifest with the digests of two blocks. */
  private static Manifest withBlocks() {
    var blocks = BlockDigests.of("m1", new ByteSize(524_288), new byte[32]);
    return new Manifest(
        MANIFEST.vaultId(),
        MANIFEST.backupId(),
        MANIFEST.systemUuid(),
        MANIFEST.objectKey(),
        new ByteSize(524_289),
        new ContentDigests(MANIFEST.digests().sha256(), Optional.of(blocks)),
        MANIFEST.writeToken(),
        MANIFEST.number(),
        MANIFEST.filename(),
        MANIFEST.mediaType(),
        MANIFEST.receivedAt());
  }

  @Test
  void digestsOfBlocksAreWrittenAndRead() {
    byte[] written = format.write(withBlocks());

    assertThat(format.read(written)).isEqualTo(withBlocks());
    assertThat(new String(written, StandardCharsets.UTF_8))
        .contains(
            """
            "blocks":{"key":"m1","size":524288,\
            "digests":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}
            """);
  }

  @Test
  void noManifestIsLargerThanIsRead() {
    long terabyte = 1L << 40;
    int blocks = (int) (terabyte / 524_288);
    byte[] digests = new byte[blocks * BlockDigests.BYTES];

    assertThat(ManifestFormat.maxBytes(new ByteSize(terabyte)))
        .isGreaterThan(
            BlockDigests.of("m1", new ByteSize(524_288), digests).base64().length() + 2_000L);
    assertThat(format.write(withBlocks()).length)
        .isLessThan((int) ManifestFormat.maxBytes(new ByteSize(524_289)));
  }

  /** Written by a former version: it must always be readable. */
  @Test
  void aManifestOfVersion1IsRead() {
    String line =
        """
        {"v":1,"vault_id":"6f9619ff-8b86-4011-b42d-00c04fc964ff",\
        "backup_id":"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8",\
        "system_id":"6f9619ff-8b86-4011-b42d-00c04fc964aa",\
        "key":"org/NETH-1/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.bin","size":3,\
        "sha256":"3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",\
        "write_token":"6f9619ff-8b86-4011-b42d-00c04fc964bb","number":7,"filename":"a.bin",\
        "media_type":"application/octet-stream","received_at":"2026-04-12T02:15:00.123456Z"}\
        """;
    var signed = new SignedLine(keyring(Map.of("m1", "key one")), "manifest");

    assertThat(format.read(signed.write(line))).isEqualTo(MANIFEST);
    assertThatThrownBy(() -> format.read(signed.write(line.replace("\"v\":1", "\"v\":3"))))
        .isInstanceOf(StorageCorrupt.class);
  }

  /** Later versions must always be able to read it. */
  @Test
  void theFormatIsFixed() {
    String expected =
        """
        {"v":2,"vault_id":"6f9619ff-8b86-4011-b42d-00c04fc964ff",\
        "backup_id":"01934fab-bc33-7890-a1b2-c3d4e5f6a7b8",\
        "system_id":"6f9619ff-8b86-4011-b42d-00c04fc964aa",\
        "key":"org/NETH-1/01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.bin","size":3,\
        "sha256":"3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",\
        "write_token":"6f9619ff-8b86-4011-b42d-00c04fc964bb","number":7,"filename":"a.bin",\
        "media_type":"application/octet-stream","received_at":"2026-04-12T02:15:00.123456Z",\
        "blocks":null}
        """;

    String written = new String(format.write(MANIFEST), StandardCharsets.UTF_8);

    assertThat(written).startsWith(expected);
    assertThat(written.substring(expected.length())).matches("m1 [0-9a-f]{64}\n");
  }

  @Test
  void aChangedByteIsNoticed() {
    byte[] bytes = format.write(MANIFEST);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> format.read(changed)).isInstanceOf(StorageCorrupt.class);
    }
  }

  @Test
  void aTruncatedManifestIsRefused() {
    byte[] bytes = format.write(MANIFEST);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> format.read(cut)).isInstanceOf(StorageCorrupt.class);
    }
  }

  @Test
  void aManifestSignedByAFormerKeyIsRead() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("m2", "key two");
    keys.put("m1", "key one");

    assertThat(new ManifestFormat(keyring(keys)).read(format.write(MANIFEST))).isEqualTo(MANIFEST);
  }

  /** As all were before there was a key for each purpose: drives are full of them. */
  @Test
  void aManifestSignedByTheManifestKeyItselfIsRead() throws GeneralSecurityException {
    String line = new String(format.write(MANIFEST), StandardCharsets.UTF_8).split("\n", -1)[0];
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("key one".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    String signature = HexFormat.of().formatHex(mac.doFinal(line.getBytes(StandardCharsets.UTF_8)));
    byte[] older = (line + "\nm1 " + signature + "\n").getBytes(StandardCharsets.UTF_8);

    assertThat(format.read(older)).isEqualTo(MANIFEST);
    assertThat(format.write(MANIFEST)).isNotEqualTo(older);
  }

  @Test
  void whatIsSignedForAnotherPurposeIsNoManifest() {
    String line = new String(format.write(MANIFEST), StandardCharsets.UTF_8).split("\n", -1)[0];
    var snapshots = new SignedLine(keyring(Map.of("m1", "key one")), "tenant snapshot");

    assertThatThrownBy(() -> format.read(snapshots.write(line))).isInstanceOf(StorageCorrupt.class);
  }

  @Test
  void aManifestOfAnotherVaultsKeyIsRefused() {
    byte[] foreign = new ManifestFormat(keyring(Map.of("m1", "another"))).write(MANIFEST);

    assertThatThrownBy(() -> format.read(foreign)).isInstanceOf(StorageCorrupt.class);
  }
}
