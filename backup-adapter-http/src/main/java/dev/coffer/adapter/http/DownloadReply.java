package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.ByteRange;
import dev.coffer.adapter.http.EntityTags;
import dev.coffer.adapter.http.RequestRefused;
import dev.coffer.adapter.http.ResponseBody;
import dev.coffer.application.port.in.FetchBackup;
import dev.coffer.domain.Backup;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The bytes of a backup, in whole or in part, and nothing that a browser would run. */
final class DownloadReply {
  static final HeaderName REPR_DIGEST = HeaderNames.create("Repr-Digest");

  /** Whatever was uploaded, it is bytes: what a browser would make of it is another's code. */
  private static final List<Header> INERT =
      List.of(
          HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/octet-stream"),
          HeaderValues.createCached(HeaderNames.ACCEPT_RANGES, "bytes"));

  private DownloadReply() {}

  static String etag(Backup backup) {
    return EntityTags.strong(backup.sha256().hex());
  }

  static String reprDigest(Backup backup) {
    return "sha-256=:" + backup.sha256().base64() + ":";
  }

  static void send(ServerRequest request, ServerResponse response, FetchBackup.Found found)
      throws IOException {
    Backup backup = found.backup();
    String etag = etag(backup);
    response.header(HeaderNames.ETAG, etag);
    if (EntityTags.isUnchanged(request.headers(), etag)) {
      ResponseBody.notModified(response);
      return;
    }
    describe(response, backup);
    if (request.prologue().method().equals(Method.HEAD)) {
      head(request, response, backup);
      return;
    }
    switch (ByteRange.of(request.headers(), backup.size().bytes(), etag)) {
      case ByteRange.Whole() -> whole(request, response, found);
      case ByteRange.Part part -> part(request, response, found, part);
      case ByteRange.Unsatisfiable none ->
          throw new RequestRefused(
              Refusals.RANGE_NOT_SATISFIABLE.withHeader("Content-Range", none.contentRange()));
    }
  }

  private static void describe(ServerResponse response, Backup backup) {
    INERT.forEach(response::header);
    response.header(
        HeaderNames.CONTENT_DISPOSITION,
        // No quote and no backslash is ever in a filename of the vault.
        "attachment; filename=\"" + backup.filename().value() + "\"");
    response.header(REPR_DIGEST, reprDigest(backup));
  }

  /** As the GET would begin, as far as that is known without touching a drive. */
  private static void head(ServerRequest request, ServerResponse response, Backup backup) {
    if (backup.damaged()) {
      throw new RequestRefused(Refusals.BACKUP_DAMAGED);
    }
    ResponseBody.stream(request, response, backup.size().bytes(), _ -> {});
  }

  private static void whole(ServerRequest request, ServerResponse response, FetchBackup.Found found)
      throws IOException {
    try (InputStream bytes = available(found.content().whole())) {
      ResponseBody.copy(request, response, found.backup().size().bytes(), bytes);
    }
  }

  private static void part(
      ServerRequest request, ServerResponse response, FetchBackup.Found found, ByteRange.Part part)
      throws IOException {
    response.status(Status.PARTIAL_CONTENT_206);
    response.header(HeaderNames.CONTENT_RANGE, part.contentRange());
    if (part.isWhole()) {
      // Asked for as "bytes=0-", it is verified as any other whole.
      whole(request, response, found);
      return;
    }
    try (InputStream bytes = available(found.content().range(part.first(), part.length()))) {
      ResponseBody.copy(request, response, part.length(), bytes);
    }
  }

  private static InputStream available(Optional<InputStream> content) {
    return content.orElseThrow(() -> new RequestRefused(Refusals.BACKUP_DAMAGED));
  }
}
