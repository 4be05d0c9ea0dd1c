package dev.coffer.adapter.http.operator;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** {@code {"Url":"…"}}. */
final class LinkJson {
  private static final JsonMapper JSON = new JsonMapper();

  private LinkJson() {}

  static byte[] url(String url) {
    return JSON.writeValueAsBytes(Map.of("Url", url));
  }
}
