package dev.coffer.adapter.http.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.deletion.Erasures.EraseCommand;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.Erasure;
import dev.coffer.domain.tenancy.TenantRef;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The calls that erase tenants. Thread-safe. */
final class ErasureHandlers {

  /**
   * The media type that requests the signed list. It is not JSON, because the last line of the list
   * is not.
   */
  private static final String REPORT = "text/plain";

  private final Erasures erasures;

  ErasureHandlers(Erasures erasures) {
    this.erasures = erasures;
  }

  /**
   * The progress of an erasure. While it is running, finishedAt is null; once it is finished,
   * nothing is left.
   */
  record ErasureJson(
      String id,
      String kind,
      String name,
      String begunAt,
      Optional<String> finishedAt,
      long backups,
      long sizeBytes,
      long uploadsLeft,
      long backupsLeft,
      long bytesLeft) {

    static ErasureJson of(Erasure erasure, long uploads, long waiting, ByteSize size) {
      return new ErasureJson(
          erasure.id().toString(),
          Replies.lower(erasure.kind()),
          erasure.name(),
          Replies.time(erasure.begunAt()),
          erasure.finishedAt().map(Replies::time),
          erasure.backups(),
          erasure.size().bytes(),
          uploads,
          waiting,
          size.bytes());
    }
  }

  record SigningKeyJson(String keyId, String algorithm, String publicKey) {}

  /** Sends the public half; the other one never leaves the vault. */
  void signingKey(ServerRequest request, ServerResponse response) {
    SigningKey key = erasures.signingKey();
    Replies.ok(
        request, response, new SigningKeyJson(key.id(), SigningKey.ALGORITHM, key.publicPem()));
  }

  void eraseSystem(ServerRequest request, ServerResponse response) {
    erase(request, response, new TenantRef.OfSystem(Replies.key(request)), "system");
  }

  void eraseOrganization(ServerRequest request, ServerResponse response) {
    var tenant = new TenantRef.OfOrganization(Replies.id(request, "id", "organization"));
    erase(request, response, tenant, "organization");
  }

  private void erase(
      ServerRequest request, ServerResponse response, TenantRef tenant, String what) {
    var fields = JsonFields.of(request);
    boolean suspend = fields.flag("suspend");
    boolean versionsMayStay = fields.flag("versions_may_stay");
    fields.check();
    var command = new EraseCommand(tenant, suspend, versionsMayStay);
    switch (erasures.erase(Replies.authority(request), command)) {
      case Erasures.Erased(Erasure erasure) -> erased(request, response, erasure);
      case Erasures.UnderWay(Erasure erasure, long uploads, long waiting, ByteSize size) -> {
        response.status(Status.ACCEPTED_202);
        Replies.ok(request, response, ErasureJson.of(erasure, uploads, waiting, size));
      }
      case Erasures.UnknownTenant() -> throw Problems.notFound(what);
      case Erasures.NotSuspended(var systems) ->
          throw Problems.conflict(
              "systems: \"%d\" are not suspended, such as \"%s\" (expected: none, or \"suspend\")"
                  .formatted(systems.size(), systems.getFirst()));
      case Erasures.Protected(var backups) ->
          throw Problems.conflict(
              "backups: %s are pinned or held (expected: none)".formatted(backups));
      case Erasures.VersionsStay(var drives) ->
          throw Problems.conflict(
              "drives: %s may keep versions (expected: none, or \"versions_may_stay\")"
                  .formatted(drives));
    }
  }

  private void erased(ServerRequest request, ServerResponse response, Erasure erasure) {
    boolean isReport = request.headers().first(HeaderNames.ACCEPT).orElse("").startsWith(REPORT);
    if (!isReport) {
      Replies.ok(request, response, ErasureJson.of(erasure, 0, 0, ByteSize.ZERO));
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, REPORT + "; charset=utf-8");
    ResponseBody.stream(
        request, response, out -> erasures.report(erasure, line -> write(out, line)));
  }

  private static void write(OutputStream out, String line) {
    try {
      out.write((line + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
