package dev.coffer.adapter.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/**
 * Accepts only request targets that are a path, such as {@code /ping}. Helidon's routing fails on
 * all other forms (RFC 9112, 3.2); they are for tunnels and proxies, which are not served here.
 * Percent-encoded parts must be text, because they reach the index and the log.
 */
final class RequestTarget implements Filter {

  /** This contract has its own replies to invalid ids and cursors. */
  private static final String APPLIANCE = "/api/systems/backups";

  private final HttpErrors errors;

  RequestTarget(HttpErrors errors) {
    this.errors = errors;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String path = request.prologue().uriPath().rawPath();
    if (path.startsWith("/")) {
      if (isOfAppliance(path) || isText(path + request.prologue().query().rawValue())) {
        chain.proceed();
      } else {
        errors.send(request, response, HttpFailure.of(Status.BAD_REQUEST_400, "bad request"));
      }
    } else if (request.prologue().method().text().equals("CONNECT")) {
      errors.send(request, response, HttpErrors.METHOD_NOT_SERVED);
    } else {
      errors.send(request, response, HttpFailure.of(Status.BAD_REQUEST_400, "bad request"));
    }
  }

  private static boolean isOfAppliance(String path) {
    return path.equals(APPLIANCE) || path.startsWith(APPLIANCE + "/");
  }

  /** Whether all percent-encoded octets are valid UTF-8 and not NUL. */
  private static boolean isText(String target) {
    if (target.indexOf('%') < 0) {
      return true;
    }
    var octets = new ByteArrayOutputStream(target.length());
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c != '%') {
        // A character that is not encoded counts as a letter, because it separates encoded
        // sequences.
        octets.write('x');
      } else if (i + 2 < target.length() && isHex(target, i + 1) && isHex(target, i + 2)) {
        octets.write(HexFormat.fromHexDigits(target, i + 1, i + 3));
        i += 2;
      } else {
        return false;
      }
    }
    return isText(octets.toByteArray());
  }

  private static boolean isHex(String target, int index) {
    return HexFormat.isHexDigit(target.charAt(index));
  }

  private static boolean isText(byte[] octets) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString().indexOf('\0') < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
