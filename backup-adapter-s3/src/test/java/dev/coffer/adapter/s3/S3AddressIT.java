package dev.coffer.adapter.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.WriteToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Addresses with which anybody can fetch an object from the store itself. */
final class S3AddressIT {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Filename NAME = new Filename("fw1.tar.gz");

  private final S3Config config = TestS3.freshBucket();

  private static BlobKey stored(S3BlobStore store, String text) {
    var key = new BlobKey("org/SYS-1/" + UUID.randomUUID() + ".tar.gz");
    byte[] bytes = text.getBytes(UTF_8);
    store.put(
        key,
        new WriteToken(UUID.randomUUID()),
        new ByteSize(bytes.length),
        new ByteArrayInputStream(bytes));
    return key;
  }

  private S3BlobStore newStore(S3Config as) {
    UUID driveId = UUID.randomUUID();
    S3BlobStore store = TestS3.store(as, driveId);
    store.initialise(driveId);
    return store;
  }

  private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
  }

  @Test
  void whoHasTheAddressGetsTheObjectUnderItsName() throws IOException, InterruptedException {
    S3BlobStore store = newStore(TestS3.presigning(config));
    URI address = store.address(stored(store, "the bytes"), NAME, MINUTE).orElseThrow();

    HttpResponse<String> reply = get(address);

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("the bytes");
    assertThat(reply.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"fw1.tar.gz\"");
    assertThat(address.toString()).doesNotContain(config.secretKey().value());
  }

  @Test
  void theAddressOfOneObjectIsNoneOfAnother() throws IOException, InterruptedException {
    S3BlobStore store = newStore(TestS3.presigning(config));
    BlobKey one = stored(store, "one");
    BlobKey other = stored(store, "other");
    URI address = store.address(one, NAME, MINUTE).orElseThrow();

    assertThat(get(URI.create(address.toString().replace(one.value(), other.value()))).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aDriveThatIsNotToldToGivesNoAddress() {
    S3BlobStore store = newStore(config);

    assertThat(store.address(stored(store, "x"), NAME, MINUTE)).isEmpty();
  }
}
