package dev.coffer.adapter.http.reply;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Conditions on entity tags (RFC 9110, 13). Ours are strong and have no comma within. */
public final class EntityTags {

  private EntityTags() {}

  /** {@code value} as a strong entity tag; it must be visible ASCII without a quote. */
  public static String strong(String value) {
    return '"' + value + '"';
  }

  /** Whether {@code If-Match} names only other versions than {@code etag}, so that it is 412. */
  public static boolean isAnother(Headers headers, String etag) {
    return headers.contains(HeaderNames.IF_MATCH)
        // Strong comparison: a weak tag never matches.
        && tags(headers, HeaderNames.IF_MATCH)
            .noneMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  /** Whether {@code If-None-Match} names {@code etag}, so that the answer is 304. */
  public static boolean isUnchanged(Headers headers, String etag) {
    return headers.contains(HeaderNames.IF_NONE_MATCH)
        && tags(headers, HeaderNames.IF_NONE_MATCH)
            // Weak comparison: a proxy that compressed a reply has weakened its tag.
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag));
  }

  private static Stream<String> tags(Headers headers, HeaderName condition) {
    return headers.all(condition, List::of).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip);
  }
}
