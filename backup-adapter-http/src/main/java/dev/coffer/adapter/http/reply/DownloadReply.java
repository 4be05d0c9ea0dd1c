package dev.coffer.adapter.http.reply;

import dev.coffer.application.download.Download;
import dev.coffer.domain.backup.Sha256;
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

/** Sends a backup, completely or in part, with headers that keep browsers from running it. */
public final class DownloadReply {
  public static final HeaderName REPR_DIGEST = HeaderNames.create("Repr-Digest");

  /** Uploaded content is always served as plain bytes: a browser must not run it. */
  private static final List<Header> INERT =
      List.of(
          HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/octet-stream"),
          HeaderValues.createCached(HeaderNames.ACCEPT_RANGES, "bytes"));

  private DownloadReply() {}

  /**
   * A contract's replies to downloads that are not possible.
   *
   * @param damaged there is no intact copy
   * @param notSatisfiable the range is outside of the backup
   */
  public record Failures(HttpFailure damaged, HttpFailure notSatisfiable) {}

  public static String etag(Sha256 sha256) {
    return EntityTags.strong(sha256.hex());
  }

  public static String reprDigest(Sha256 sha256) {
    return "sha-256=:" + sha256.base64() + ":";
  }

  /** Sends the range that the headers request, to GET and to HEAD. */
  public static void send(
      ServerRequest request, ServerResponse response, Download found, Failures failures)
      throws IOException {
    String etag = etag(found.sha256());
    if (EntityTags.isAnother(request.headers(), etag)) {
      throw new RequestRefused(HttpErrors.ofStatus(Status.PRECONDITION_FAILED_412));
    }
    response.header(HeaderNames.ETAG, etag);
    if (EntityTags.isUnchanged(request.headers(), etag)) {
      ResponseBody.notModified(response);
      return;
    }
    describe(response, found);
    if (request.prologue().method().equals(Method.HEAD)) {
      head(request, response, found, failures);
      return;
    }
    switch (ByteRange.of(request.headers(), found.size().bytes(), etag)) {
      case ByteRange.Whole() -> whole(request, response, found, failures);
      case ByteRange.Part part -> part(request, response, found, part, failures);
      case ByteRange.Unsatisfiable none ->
          throw new RequestRefused(
              failures.notSatisfiable().withHeader("Content-Range", none.contentRange()));
    }
  }

  private static void describe(ServerResponse response, Download found) {
    INERT.forEach(response::header);
    response.header(
        HeaderNames.CONTENT_DISPOSITION,
        // A filename of the vault never contains a quote or a backslash.
        "attachment; filename=\"" + found.filename().value() + "\"");
    response.header(REPR_DIGEST, reprDigest(found.sha256()));
  }

  /** Sends the headers of the corresponding GET, as far as they are known without using a drive. */
  private static void head(
      ServerRequest request, ServerResponse response, Download found, Failures failures) {
    if (found.damaged()) {
      throw new RequestRefused(failures.damaged());
    }
    ResponseBody.stream(request, response, found.size().bytes(), _ -> {});
  }

  private static void whole(
      ServerRequest request, ServerResponse response, Download found, Failures failures)
      throws IOException {
    try (InputStream bytes = available(found.content().whole(), failures)) {
      ResponseBody.copy(request, response, found.size().bytes(), bytes);
    }
  }

  private static void part(
      ServerRequest request,
      ServerResponse response,
      Download found,
      ByteRange.Part part,
      Failures failures)
      throws IOException {
    response.status(Status.PARTIAL_CONTENT_206);
    response.header(HeaderNames.CONTENT_RANGE, part.contentRange());
    if (part.isWhole()) {
      // "bytes=0-" requests the complete backup, so it is verified in the same way as without a
      // range.
      whole(request, response, found, failures);
      return;
    }
    try (InputStream bytes =
        available(found.content().range(part.first(), part.length()), failures)) {
      ResponseBody.copy(request, response, part.length(), bytes);
    }
  }

  private static InputStream available(Optional<InputStream> content, Failures failures) {
    return content.orElseThrow(() -> new RequestRefused(failures.damaged()));
  }
}
