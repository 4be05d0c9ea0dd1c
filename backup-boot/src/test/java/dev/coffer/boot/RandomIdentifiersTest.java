package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomIdentifiersTest {

  private final RandomIdentifiers identifiers = new RandomIdentifiers();

  @Test
  void backupIdsGrow() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(identifiers.nextBackupId().toString());
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void otherIdentifiersAreRandom() {
    assertThat(identifiers.nextUuid().version()).isEqualTo(4);
  }

  @Test
  void secretsAre32Bytes() {
    var secrets =
        IntStream.range(0, 100)
            .mapToObj(i -> HexFormat.of().formatHex(identifiers.nextSecretBytes()))
            .toList();

    assertThat(secrets).doesNotHaveDuplicates().allMatch(secret -> secret.length() == 64);
  }
}
