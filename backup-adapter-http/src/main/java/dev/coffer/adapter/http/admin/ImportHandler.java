package dev.coffer.adapter.http.admin;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.tenancy.ImportedRows;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.access.Secret;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Adds many systems at once. Thread-safe. */
final class ImportHandler {

  private final Systems systems;

  ImportHandler(Systems systems) {
    this.systems = systems;
  }

  /** The outcome of a row. The secret is shown only once; if there is none, the reason is given. */
  record Json(String key, String status, Optional<String> secret, Optional<String> reason) {

    static Json of(Systems.ImportOutcome outcome) {
      return new Json(
          outcome.key(),
          outcome.secret().isPresent() ? "created" : "refused",
          outcome.secret().map(Secret::value),
          outcome.refusal());
    }
  }

  /** The outcomes, in the order of the rows. */
  record Outcomes(List<Json> items) {}

  void run(ServerRequest request, ServerResponse response) {
    List<Systems.ImportRow> rows = rows(request);
    if (rows.size() > Systems.MAX_IMPORT) {
      throw Problems.wrong(
          "body", "rows: \"%d\" (expected: at most %d)".formatted(rows.size(), Systems.MAX_IMPORT));
    }
    Replies.ok(
        request,
        response,
        new Outcomes(
            systems.importAll(Replies.authority(request), rows).stream().map(Json::of).toList()));
  }

  private static List<Systems.ImportRow> rows(ServerRequest request) {
    String type =
        request
            .headers()
            .first(HeaderNames.CONTENT_TYPE)
            .orElse("")
            .replaceAll(";.*", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    try {
      return switch (type) {
        case "text/csv" -> ImportedRows.ofCsv(RequestBody.read(request, RequestBody.LARGE));
        case "application/x-ndjson", "application/jsonl" ->
            ImportedRows.ofJsonLines(RequestBody.read(request, RequestBody.LARGE));
        default ->
            throw new RequestRefused(
                HttpFailure.of(
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "Content-Type: \"%s\" (expected: text/csv or application/x-ndjson)"
                        .formatted(type)));
      };
    } catch (IllegalArgumentException e) {
      throw Problems.wrong("body", String.valueOf(e.getMessage()));
    }
  }
}
