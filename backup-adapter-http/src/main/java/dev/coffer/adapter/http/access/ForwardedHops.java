package dev.coffer.adapter.http.access;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The addresses that proxies have written into a request: {@code X-Forwarded-For}, or where that is
 * absent, {@code Forwarded} (RFC 7239). Not both: a proxy that writes one of them passes the other
 * on as the client has sent it.
 */
final class ForwardedHops {

  private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
  private static final HeaderName FORWARDED = HeaderNames.create("Forwarded");

  /** One name and its value, a token or a quoted string, with what ends it. */
  private static final Pattern PAIR =
      Pattern.compile("\\s*([^\\s=;,\"]*)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;,\"]*))\\s*(;|,|$)");

  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](?::[\\w.-]+)?");
  private static final Pattern WITH_PORT = Pattern.compile("([^:]*):[\\w.-]+");

  private ForwardedHops() {}

  /** As they were written, the last one by the nearest proxy. */
  static List<String> of(Headers headers) {
    List<String> values = headers.all(FORWARDED_FOR, List::of);
    return values.isEmpty()
        ? headers.all(FORWARDED, List::of).stream().flatMap(ForwardedHops::clients).toList()
        : values.stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .toList();
  }

  /** The address without its brackets and its port; empty when it is none. */
  static Optional<InetAddress> address(String hop) {
    try {
      return Optional.of(InetAddress.ofLiteral(host(hop)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String host(String hop) {
    Matcher bracketed = BRACKETED.matcher(hop);
    if (bracketed.matches()) {
      return bracketed.group(1);
    }
    // An IPv6 address without brackets has more than one colon, and so no port.
    Matcher withPort = WITH_PORT.matcher(hop);
    return withPort.matches() ? withPort.group(1) : hop;
  }

  /** What each element says about its client; the text itself where it cannot be read. */
  private static Stream<String> clients(String value) {
    List<String> clients = new ArrayList<>();
    String client = "";
    Matcher pair = PAIR.matcher(value);
    int end = 0;
    while (pair.lookingAt()) {
      if (pair.group(1).equalsIgnoreCase("for")) {
        client = text(pair);
      }
      end = pair.end();
      if (!pair.group(4).equals(";")) {
        clients.add(client);
        client = "";
      }
      if (end == value.length()) {
        break;
      }
      pair.region(end, value.length());
    }
    return end == value.length() ? clients.stream() : Stream.of(value);
  }

  private static String text(Matcher pair) {
    String quoted = pair.group(2);
    return quoted == null ? pair.group(3) : quoted.replaceAll("\\\\(.)", "$1");
  }
}
