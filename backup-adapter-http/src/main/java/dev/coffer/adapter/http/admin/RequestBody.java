package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads the complete body of a small request. */
final class RequestBody {

  /** The limit for a body that describes one thing. */
  static final int SMALL = 64 * 1024;

  /** The limit for a body that describes many things. */
  static final int LARGE = 1024 * 1024;

  private RequestBody() {}

  /**
   * Reads the body; empty when there is none.
   *
   * @throws RequestRefused with a 413 before a byte is read, when the request announces more than
   *     {@code most}
   */
  static byte[] read(ServerRequest request, int most) {
    long announced = request.headers().contentLength().orElse(0);
    if (announced > most) {
      throw new RequestRefused(
          HttpFailure.of(
              Status.REQUEST_ENTITY_TOO_LARGE_413,
              "body: \"%d bytes\" (expected: at most %d bytes)".formatted(announced, most)));
    }
    if (announced == 0) {
      return new byte[0];
    }
    try (InputStream body = request.content().inputStream()) {
      return body.readNBytes((int) announced);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
