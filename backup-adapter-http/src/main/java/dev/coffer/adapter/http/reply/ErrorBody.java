package dev.coffer.adapter.http.reply;

import java.util.LinkedHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Formats a failure as one API contract requires. Stateless: called by many threads at once. */
@FunctionalInterface
public interface ErrorBody {

  /** The envelope {@code {"code":404,"message":"not found","data":null}}. */
  ErrorBody ENVELOPE = envelope();

  byte[] bytes(HttpFailure failure);

  default String contentType() {
    return "application/json";
  }

  private static ErrorBody envelope() {
    var json = new JsonMapper();
    return failure -> {
      var envelope = new LinkedHashMap<String, Object>();
      envelope.put("code", failure.status().code());
      envelope.put("message", failure.message());
      envelope.put("data", failure.data());
      return json.writeValueAsBytes(envelope);
    };
  }
}
