package dev.coffer.adapter.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.access.Secret;
import dev.coffer.testkit.fixture.Payloads;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store sees of a body that ends early. */
@Timeout(60)
final class S3CutBodyTest {

  @Test
  void theConnectionIsResetSoThatNoStoreTakesTheBodyForWhole() throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> received =
          executor.submit(() -> {
            try (Socket socket = listener.accept()) {
              return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
          });
      var endpoint = URI.create("http://127.0.0.1:" + listener.getLocalPort());
      var config = S3Config.of(endpoint, "us-east-1", "bucket", "key", new Secret("secret"));
      var connection = new S3Connection(config, Clock.systemUTC());
      var body = new StreamedBody(Payloads.ofLength(500_000).open(), 1_000_000);
      var request = S3Request.of("PUT", "key").body(body, false, Duration.ofSeconds(30));

      assertThatThrownBy(() -> connection.sendOnly(request))
          .isInstanceOf(IllegalArgumentException.class);

      assertThatThrownBy(received::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(SocketException.class);
      assertThat(body.started()).isTrue();
    }
  }
}
