package dev.coffer.adapter.http.appliance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.access.Credentials;
import dev.coffer.domain.access.Secret;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code Authorization: Basic} (RFC 7617). No part of the header is put into an exception.
 */
final class BasicHeader {
  private static final int MAX_LENGTH = 1024;
  private static final Pattern BASIC = Pattern.compile("(?i:basic) +([A-Za-z0-9+/]+={0,2})");

  private BasicHeader() {}

  /**
   * Returns the credentials of a request.
   *
   * @throws RequestRefused with the same 401 whether the header is missing, given twice or invalid;
   *     with a 400 when it is longer than any that the vault has issued
   */
  static Credentials read(Headers headers) {
    List<String> values = headers.all(HeaderNames.AUTHORIZATION, List::of);
    if (values.stream().anyMatch(value -> value.length() > MAX_LENGTH)) {
      throw ApplianceRefusals.invalid("Authorization");
    }
    if (values.size() != 1) {
      throw unreadable();
    }
    Matcher basic = BASIC.matcher(values.getFirst());
    if (!basic.matches()) {
      throw unreadable();
    }
    return split(decode(basic.group(1)));
  }

  private static Credentials split(String userAndSecret) {
    int colon = userAndSecret.indexOf(':');
    if (colon < 0) {
      throw unreadable();
    }
    return new Credentials(
        userAndSecret.substring(0, colon), new Secret(userAndSecret.substring(colon + 1)));
  }

  private static String decode(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw unreadable();
    }
  }

  private static RequestRefused unreadable() {
    return new RequestRefused(ApplianceRefusals.INVALID_TOKEN);
  }
}
