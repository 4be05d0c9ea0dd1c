package dev.coffer.adapter.http.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.deletion.EraseTenant;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.Erasure;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The calls that erase tenants. Thread-safe. */
final class OwnershipHandlers {

  /** What the signed list is asked for by: its last line is no JSON. */
  private static final String REPORT = "text/plain";

  private final AdministrationApi.Custody custody;

  OwnershipHandlers(AdministrationApi.Custody custody) {
    this.custody = custody;
  }

  /** How far it is: null until it is finished, and then nothing is left. */
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

  void eraseSystem(ServerRequest request, ServerResponse response) {
    erase(request, response, new EraseTenant.Target.OfSystem(Replies.key(request)), "system");
  }

  void eraseOrganization(ServerRequest request, ServerResponse response) {
    var target =
        new EraseTenant.Target.OfOrganizationById(Replies.id(request, "id", "organization"));
    erase(request, response, target, "organization");
  }

  private void erase(
      ServerRequest request, ServerResponse response, EraseTenant.Target target, String what) {
    Operator operator = Replies.operator(request);
    var fields = JsonFields.of(request);
    boolean suspend = fields.flag("suspend");
    boolean versionsMayStay = fields.flag("versions_may_stay");
    fields.check();
    var command =
        new EraseTenant.Command(Actor.of(operator), operator, target, suspend, versionsMayStay);
    switch (custody.eraseTenant().erase(command)) {
      case EraseTenant.Erased(Erasure erasure) -> erased(request, response, erasure);
      case EraseTenant.UnderWay(Erasure erasure, long uploads, long waiting, ByteSize size) -> {
        response.status(Status.ACCEPTED_202);
        Replies.ok(request, response, ErasureJson.of(erasure, uploads, waiting, size));
      }
      case EraseTenant.UnknownTarget() -> throw Problems.notFound(what);
      case EraseTenant.NotSuspended(var systems) ->
          throw Problems.conflict(
              "systems: \"%d\" are not suspended, such as \"%s\" (expected: none, or \"suspend\")"
                  .formatted(systems.size(), systems.getFirst()));
      case EraseTenant.Protected(var backups) ->
          throw Problems.conflict(
              "backups: %s are pinned or held (expected: none)".formatted(backups));
      case EraseTenant.VersionsStay(var drives) ->
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
        request,
        response,
        out -> custody.reportErasure().report(erasure, line -> write(out, line)));
  }

  private static void write(OutputStream out, String line) {
    try {
      out.write((line + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
