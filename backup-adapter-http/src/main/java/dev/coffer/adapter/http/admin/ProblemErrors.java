package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.reply.ErrorBody;
import dev.coffer.adapter.http.reply.HttpFailure;
import java.util.LinkedHashMap;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Problem details (RFC 9457), with the wrong values under {@code errors}. Thread-safe. */
final class ProblemErrors implements ErrorBody {

  private final JsonMapper json = new JsonMapper();

  @Override
  public byte[] bytes(HttpFailure failure) {
    var body = new LinkedHashMap<String, Object>();
    body.put("type", "about:blank");
    body.put("title", failure.status().reasonPhrase());
    body.put("status", failure.status().code());
    body.put("detail", failure.message());
    Optional.ofNullable(failure.data()).ifPresent(body::putAll);
    return json.writeValueAsBytes(body);
  }

  @Override
  public String contentType() {
    return "application/problem+json";
  }
}
