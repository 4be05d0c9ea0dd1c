package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import io.helidon.http.Status;
import java.util.List;
import java.util.Map;

/** The failures of this contract. */
final class Problems {

  static final HttpFailure UNAUTHORIZED =
      HttpFailure.of(Status.UNAUTHORIZED_401, "X-Api-Key is missing or not valid")
          .withHeader("WWW-Authenticate", "ApiKey realm=\"coffer\"");
  static final HttpFailure FORBIDDEN =
      HttpFailure.of(Status.FORBIDDEN_403, "the role of this key does not permit it");
  private static final HttpFailure FOR_ALL_ONLY =
      HttpFailure.of(Status.FORBIDDEN_403, "a key for one organization does not permit it");

  private static final HttpFailure SET_BY_PLATFORM =
      HttpFailure.of(
          Status.FORBIDDEN_403,
          "it was set with a key for all organizations; only such a key can change or end it");

  /** A wrong value. */
  record Wrong(String field, String message) {}

  private Problems() {}

  static RequestRefused notFound(String what) {
    return new RequestRefused(HttpFailure.of(Status.NOT_FOUND_404, what + " not found"));
  }

  static RequestRefused conflict(String detail) {
    return new RequestRefused(HttpFailure.of(Status.CONFLICT_409, detail));
  }

  /** Without {@code Retry-After}, because an operator has to make room first. */
  static RequestRefused noRoom(String detail) {
    return new RequestRefused(HttpFailure.of(Status.INSUFFICIENT_STORAGE_507, detail));
  }

  static RequestRefused forAllOnly() {
    return new RequestRefused(FOR_ALL_ONLY);
  }

  static RequestRefused setByPlatform() {
    return new RequestRefused(SET_BY_PLATFORM);
  }

  static RequestRefused wrong(List<Wrong> values) {
    return new RequestRefused(
        HttpFailure.of(Status.BAD_REQUEST_400, "a value is wrong")
            .withData(
                Map.of(
                    "errors",
                    values.stream()
                        .map(value -> Map.of("field", value.field(), "message", value.message()))
                        .toList())));
  }

  static RequestRefused wrong(String field, String message) {
    return wrong(List.of(new Wrong(field, message)));
  }
}
