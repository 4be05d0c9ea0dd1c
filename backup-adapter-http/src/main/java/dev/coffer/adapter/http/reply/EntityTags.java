package dev.coffer.adapter.http.reply;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Evaluates conditions on entity tags (RFC 9110, 13). The vault's own tags are strong and contain
 * no comma.
 */
public final class EntityTags {

  private EntityTags() {}

  /** Returns {@code value} as a strong entity tag; it must be visible ASCII without a quote. */
  public static String strong(String value) {
    return '"' + value + '"';
  }

  /** Whether {@code If-Match} excludes {@code etag}, so that the reply is 412. */
  public static boolean isAnother(Headers headers, String etag) {
    return headers.contains(HeaderNames.IF_MATCH)
        // Strong comparison: a weak tag never matches.
        && tags(headers, HeaderNames.IF_MATCH)
            .noneMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  /** Whether {@code If-None-Match} names {@code etag}, so that the reply is 304. */
  public static boolean isUnchanged(Headers headers, String etag) {
    return headers.contains(HeaderNames.IF_NONE_MATCH)
        && tags(headers, HeaderNames.IF_NONE_MATCH)
            // Weak comparison, because a proxy that compresses a reply weakens its tag.
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
  }

  private static Stream<String> tags(Headers headers, HeaderName condition) {
    return headers.all(condition, List::of).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip);
  }
}
