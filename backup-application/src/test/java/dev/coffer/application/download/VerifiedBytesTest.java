package dev.coffer.application.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.Digests;
import dev.coffer.application.drives.StorageCorrupt;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedBytesTest {

  private final List<String> findings = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 65535, 65536, 65537, 1_000_000})
  void intactBytesPassUnchanged(int size) throws IOException {
    byte[] bytes = bytes(size);

    assertThat(verified(bytes, bytes).readAllBytes()).isEqualTo(bytes);
    assertThat(findings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 400_000, 999_999})
  void aBackupWithAFlippedBitNeverCompletes(int position) {
    byte[] bytes = bytes(1_000_000);
    byte[] flipped = bytes.clone();
    flipped[position] ^= 1;
    var out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> verified(bytes, flipped).transferTo(out))
        .isInstanceOf(StorageCorrupt.class);
    assertThat(out.size()).isLessThanOrEqualTo(bytes.length - VerifiedBytes.HELD_BACK);
    assertThat(findings).hasSize(1);
  }

  @Test
  void aSmallBackupIsVerifiedBeforeTheFirstByte() {
    byte[] bytes = bytes(100);
    byte[] flipped = bytes.clone();
    flipped[50] ^= 1;

    assertThatThrownBy(() -> verified(bytes, flipped)).isInstanceOf(StorageCorrupt.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 900_000, 999_999})
  void aTruncatedBackupNeverCompletes(int length) {
    byte[] bytes = bytes(1_000_000);

    assertThatThrownBy(() -> verified(bytes, Arrays.copyOf(bytes, length)).readAllBytes())
        .isInstanceOf(StorageCorrupt.class);
    assertThat(findings).containsExactly("shorter than 1000000 bytes");
  }

  @Test
  void singleBytesReadTheSame() throws IOException {
    byte[] bytes = bytes(70_000);
    var out = new ByteArrayOutputStream();
    try (VerifiedBytes verified = verified(bytes, bytes)) {
      for (int b = verified.read(); b >= 0; b = verified.read()) {
        out.write(b);
      }
    }

    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  private VerifiedBytes verified(byte[] expected, byte[] stored) {
    return new VerifiedBytes(new ByteArrayInputStream(stored), backup(expected), findings::add);
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Backup backup(byte[] bytes) {
    return new Backup(
        new BackupId(UUID.fromString("01934fab-bc33-7890-a1b2-c3d4e5f6a7b8")),
        1,
        new Filename("a.bin"),
        BackupExtension.BIN,
        MediaType.OCTET_STREAM,
        new ByteSize(bytes.length),
        Sha256.of(Digests.sha256().digest(bytes)),
        Instant.EPOCH,
        false);
  }
}
