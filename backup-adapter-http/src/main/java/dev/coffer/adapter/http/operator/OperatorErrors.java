package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.reply.ErrorBody;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Formats failures as {@code {"Error":"Not Found"}}: the status in words, except for a few texts
 * that the contract defines. Thread-safe.
 */
final class OperatorErrors implements ErrorBody {
  private static final Set<String> OWN_TEXTS =
      Set.of(
          OperatorRefusals.NO_DATA_SOURCE.message(),
          OperatorRefusals.NOT_STORED.message(),
          OperatorRefusals.DAMAGED.message(),
          // For people who set up a proxy or a client, not for the client itself.
          HttpErrors.HTTP_1_1_REQUIRED.message(),
          HttpErrors.TLS_REQUIRED.message());

  private final JsonMapper json = new JsonMapper();

  @Override
  public byte[] bytes(HttpFailure failure) {
    var body = new LinkedHashMap<String, Object>();
    switch (failure.status().code()) {
      // With a lower-case e, because existing clients expect that for a 401.
      case 401 -> body.put("error", "Unauthorized");
      case 416 -> body.put("Error", "Range Not Satisfiable");
      default ->
          body.put(
              "Error",
              OWN_TEXTS.contains(failure.message())
                  ? failure.message()
                  : failure.status().reasonPhrase());
    }
    Optional.ofNullable(failure.data())
        .map(data -> data.get(OperatorRefusals.DETAILS))
        .ifPresent(details -> body.put(OperatorRefusals.DETAILS, details));
    return json.writeValueAsBytes(body);
  }
}
