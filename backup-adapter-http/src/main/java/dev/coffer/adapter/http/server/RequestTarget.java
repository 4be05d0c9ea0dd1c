package dev.coffer.adapter.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Accepts only request targets that are a path, such as {@code /ping}. Helidon's routing fails on
 * all other forms (RFC 9112, 3.2); they are for tunnels and proxies, which are not served here.
 * Percent-encoded parts must be text, because they reach the index and the log.
 *
 * <p>A path must be in normal form. A proxy in front applies its path rules to one spelling, and
 * another spelling of the same path must not reach the route behind the rule.
 */
final class RequestTarget implements Filter {

  /** This contract has its own replies to invalid ids and cursors. */
  private static final String APPLIANCE = "/api/systems/backups";

  /**
   * Empty and dot segments, path parameters, backslashes, and percent-encoding of a character that
   * needs none (RFC 3986, 2.3) or that separates: {@code / \\ ; %}.
   */
  private static final Pattern NOT_NORMAL =
      Pattern.compile(
          "//|/\\.\\.?(?:/|$)|[;\\\\#]"
              + "|%(?i:2[5def]|3[0-9b]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9ae])");

  private static final HttpFailure BAD_REQUEST =
      HttpFailure.of(Status.BAD_REQUEST_400, "bad request");
  private static final HttpFailure NOT_IN_NORMAL_FORM =
      HttpFailure.of(Status.BAD_REQUEST_400, "path not in normal form");

  private final HttpErrors errors;

  RequestTarget(HttpErrors errors) {
    this.errors = errors;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Optional<HttpFailure> refusal = refusal(request.prologue());
    if (refusal.isPresent()) {
      errors.send(request, response, refusal.get());
    } else {
      chain.proceed();
    }
  }

  private static Optional<HttpFailure> refusal(HttpPrologue prologue) {
    String path = prologue.uriPath().rawPath();
    if (!path.startsWith("/")) {
      return Optional.of(
          prologue.method().text().equals("CONNECT") ? HttpErrors.METHOD_NOT_SERVED : BAD_REQUEST);
    }
    if (NOT_NORMAL.matcher(path).find() || prologue.fragment().hasValue()) {
      return Optional.of(NOT_IN_NORMAL_FORM);
    }
    return isOfAppliance(path) || isText(path + prologue.query().rawValue())
        ? Optional.empty()
        : Optional.of(BAD_REQUEST);
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
