package dev.coffer.application.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.access.Keyring;
import dev.coffer.application.drives.Digests;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BlockDigests;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenBlocksTest {

  /** The same as {@link BlockKeys#BLOCK}. */
  private static final int BLOCK = 512 * 1024;

  private static final int SIZE = 2 * BLOCK + 1000;
  private static final WriteToken TOKEN = new WriteToken(new UUID(1, 2));

  private final BlockKeys keys = keys("m1", "key");
  private final byte[] bytes = bytes();
  private final BlockDigests digests = digests(keys, TOKEN, bytes, SIZE);
  private final List<String> findings = new ArrayList<>();

  private static BlockKeys keys(String id, String key) {
    return new BlockKeys(
        new Keyring(Map.of("p1", new Secret("pepper")), Map.of(id, new Secret(key))));
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static BlockDigests digests(BlockKeys keys, WriteToken token, byte[] bytes, int piece) {
    BlockHash hash = keys.begin(token, new ByteSize(bytes.length)).orElseThrow();
    for (int at = 0; at < bytes.length; at += piece) {
      hash.update(bytes, at, Math.min(piece, bytes.length - at));
    }
    return hash.digests();
  }

  @ParameterizedTest
  @CsvSource({
    "0,1",
    "0,1050576",
    "1,524287",
    "1,524288",
    "524287,2",
    "524288,524288",
    "700000,300000",
    "1048575,1001",
    "1049575,1"
  })
  void aPartOfGoodBytesIsThatPart(int offset, int length) throws IOException {
    int end = Math.min(SIZE, offset + length);

    assertThat(proven(bytes, offset, end - offset).readAllBytes())
        .isEqualTo(Arrays.copyOfRange(bytes, offset, end));
    assertThat(findings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, BLOCK - 1})
  void damageWhereThePartBeginsIsFoundBeforeItsFirstByte(int position) {
    assertThatThrownBy(() -> proven(flipped(position), 10, 5)).isInstanceOf(StorageCorrupt.class);
    assertThat(findings).containsExactly("the bytes from 0 to 524287 do not match their digest");
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCK, 2 * BLOCK - 1, 2 * BLOCK, SIZE - 1})
  void noByteOfADamagedBlockIsHandedOut(int position) {
    var out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> proven(flipped(position), 10, SIZE - 10).transferTo(out))
        .isInstanceOf(StorageCorrupt.class);

    int proven = position / BLOCK * BLOCK;
    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 10, proven));
    assertThat(findings).hasSize(1);
  }

  @Test
  void aSwappedBlockIsDamage() {
    byte[] swapped = bytes.clone();
    System.arraycopy(bytes, 0, swapped, BLOCK, BLOCK);
    System.arraycopy(bytes, BLOCK, swapped, 0, BLOCK);

    assertThatThrownBy(() -> proven(swapped, 0, 1)).isInstanceOf(StorageCorrupt.class);
  }

  @Test
  void aShorterObjectIsDamage() {
    var out = new ByteArrayOutputStream();

    assertThatThrownBy(
            () -> proven(Arrays.copyOf(bytes, SIZE - 1), 2 * BLOCK - 1, 3).transferTo(out))
        .isInstanceOf(StorageCorrupt.class);
    assertThat(out.size()).isEqualTo(1);
    assertThat(findings).containsExactly("shorter than " + SIZE + " bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {777, 65536, BLOCK - 1, BLOCK, BLOCK + 1})
  void digestsDoNotDependOnHowBytesAreSplit(int piece) {
    assertThat(digests(keys, TOKEN, bytes, piece)).isEqualTo(digests);
    assertThat(digests.covers(new ByteSize(SIZE))).isTrue();
    assertThat(digests.covers(new ByteSize(SIZE + BLOCK))).isFalse();
  }

  @Test
  void digestsAreValidOnlyForTheirBackupAndKey() {
    assertThat(digests(keys, new WriteToken(new UUID(1, 3)), bytes, SIZE)).isNotEqualTo(digests);
    assertThat(digests(keys("m1", "other"), TOKEN, bytes, SIZE)).isNotEqualTo(digests);
    assertThat(keys("m2", "key").like(digests, TOKEN)).isEmpty();
  }

  /** Later versions must be able to compare with digests that this version has recorded. */
  @Test
  void theDigestsAreFixed() {
    BlockDigests ofZeros = digests(keys, TOKEN, new byte[BLOCK + 1], SIZE);

    assertThat(ofZeros.keyId()).isEqualTo("m1");
    assertThat(ofZeros.blockSize()).isEqualTo(new ByteSize(524_288));
    assertThat(ofZeros.base64()).isEqualTo("x4Ku5oYTrAXeUtjJYJxeP8LJuKWNPn5iY/6nFgUGx4k=");
  }

  @Test
  void aBackupOfOneBlockHasNone() {
    assertThat(keys.begin(TOKEN, new ByteSize(BLOCK))).isEmpty();
    assertThat(keys.begin(TOKEN, new ByteSize(BLOCK + 1))).isPresent();
  }

  private byte[] flipped(int position) {
    byte[] flipped = bytes.clone();
    flipped[position] ^= 1;
    return flipped;
  }

  private ProvenBlocks proven(byte[] stored, int offset, int length) {
    Backup backup =
        new Backup(
            new BackupId(UUID.fromString("01934fab-bc33-7890-a1b2-c3d4e5f6a7b8")),
            1,
            new Filename("a.bin"),
            BackupExtension.BIN,
            MediaType.OCTET_STREAM,
            new ByteSize(SIZE),
            Sha256.of(Digests.sha256().digest(bytes)),
            Instant.EPOCH,
            false);
    int start = (int) ProvenBlocks.start(digests, offset);
    int end = (int) ProvenBlocks.end(digests, backup, offset, length);
    return new ProvenBlocks(
        new ByteArrayInputStream(stored, start, Math.min(end, stored.length) - start),
        backup,
        digests,
        keys.like(digests, TOKEN).orElseThrow(),
        offset,
        length,
        findings::add);
  }
}
