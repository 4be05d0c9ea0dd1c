package dev.coffer.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.drives.BlobStore;
import dev.coffer.testkit.drives.BlobStoreConcurrencyContract;
import dev.coffer.testkit.drives.BlobStoreContract;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class EncryptedBlobStoreTest implements BlobStoreContract, BlobStoreConcurrencyContract {

  private final InMemoryBlobStore place = new InMemoryBlobStore(DRIVE);

  @Override
  public BlobStore storeFor(UUID driveId) {
    var key = new SecretKeySpec(new byte[32], "AES");
    return new EncryptedBlobStore(place.onSamePlaceFor(driveId), key);
  }

  @Test
  void theOtherStoreSeesOnlyEncryptedBytes() {
    var payload = putSome(initialisedStore(), 1000);

    assertThat(sha256(place, KEY)).isNotEqualTo(payload.sha256());
  }

  @Test
  void theGuidePrintsThisAdapterWordForWord() throws IOException {
    String guide = Files.readString(Path.of("../docs/extending.md"));
    String source =
        Files.readString(
            Path.of("src/test/java/dev/coffer/testkit/example/EncryptedBlobStore.java"));

    assertThat(guide).contains("```java\n" + source + "```");
  }
}
