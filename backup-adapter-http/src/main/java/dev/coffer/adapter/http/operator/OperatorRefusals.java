package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.reply.DownloadReply;
import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import io.helidon.http.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The failures of this contract. Their messages are for the envelope, in calls on one system;
 * {@link OperatorErrors} has the texts for all other calls.
 */
final class OperatorRefusals {
  static final String DETAILS = "Details";

  static final HttpFailure UNAUTHORIZED =
      HttpFailure.of(Status.UNAUTHORIZED_401, "invalid token")
          .withData(Map.of())
          .withHeader("WWW-Authenticate", "ApiKey realm=\"coffer\"");
  static final HttpFailure FORBIDDEN = HttpFailure.of(Status.FORBIDDEN_403, "not permitted");
  static final HttpFailure BACKUP_NOT_FOUND =
      HttpFailure.of(Status.NOT_FOUND_404, "backup not found");
  static final HttpFailure SYSTEM_NOT_FOUND =
      HttpFailure.of(Status.NOT_FOUND_404, "system not found");
  static final HttpFailure INVALID_BACKUP_ID =
      HttpFailure.of(Status.BAD_REQUEST_400, "invalid backup id");
  static final HttpFailure BACKUP_PROTECTED =
      HttpFailure.of(Status.CONFLICT_409, "backup is protected");
  static final HttpFailure NO_DATA_SOURCE =
      HttpFailure.of(Status.CONFLICT_409, "No data source is configured");
  static final HttpFailure NOT_STORED =
      HttpFailure.of(Status.CONFLICT_409, "The backup was not stored");
  static final HttpFailure DAMAGED =
      HttpFailure.of(Status.INTERNAL_SERVER_ERROR_500, "The backup is damaged");

  static final DownloadReply.Failures DOWNLOAD =
      new DownloadReply.Failures(
          DAMAGED,
          HttpFailure.of(Status.REQUESTED_RANGE_NOT_SATISFIABLE_416, "range not satisfiable"));

  private OperatorRefusals() {}

  /** A wrong value, and what was expected. */
  record Detail(String field, String expected) {

    private Map<String, String> json() {
      var json = new LinkedHashMap<String, String>();
      json.put("Field", field);
      json.put("Message", "expected: " + expected);
      return json;
    }
  }

  static RequestRefused badRequest(List<Detail> details) {
    return new RequestRefused(
        HttpFailure.of(Status.BAD_REQUEST_400, "bad request")
            .withData(Map.of(DETAILS, details.stream().map(Detail::json).toList())));
  }
}
