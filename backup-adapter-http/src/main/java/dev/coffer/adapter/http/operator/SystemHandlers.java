package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.download.Links;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.tenancy.SystemId;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The calls on one system's backups, with replies in the envelope of the appliance API.
 * Thread-safe.
 */
final class SystemHandlers {
  private final SystemBackups systemBackups;
  private final Deletions deletions;
  private final Fleet fleet;
  private final Links links;
  private final LinkUrls urls;

  SystemHandlers(
      SystemBackups systemBackups, Deletions deletions, Fleet fleet, Links links, LinkUrls urls) {
    this.systemBackups = systemBackups;
    this.deletions = deletions;
    this.fleet = fleet;
    this.links = links;
    this.urls = urls;
  }

  void list(ServerRequest request, ServerResponse response) {
    var listed =
        key(request)
            .flatMap(key -> systemBackups.list(Authority.of(OperatorGate.operator(request)), key))
            .orElseThrow(() -> refused(OperatorRefusals.SYSTEM_NOT_FOUND));
    ResponseBody.json(request, response, SystemJson.list(listed));
  }

  void link(ServerRequest request, ServerResponse response) {
    SystemId key = key(request).orElseThrow(() -> refused(OperatorRefusals.BACKUP_NOT_FOUND));
    BackupRef ref = ref(request);
    Operator operator = OperatorGate.operator(request);
    Predicate<FleetBackup> isThatOne =
        backup -> backup.systemId().equals(key) && backup.ref().equals(ref);
    Links.Made made =
        fleet
            .show(Authority.of(operator), ref.id())
            .filter(isThatOne)
            .flatMap(_ -> links.link(operator, ref.id()))
            .orElseThrow(() -> refused(OperatorRefusals.BACKUP_NOT_FOUND));
    ResponseBody.json(
        request, response, SystemJson.link(urls.of(request, made.link()), made.lifetime()));
  }

  void delete(ServerRequest request, ServerResponse response) {
    SystemId key = key(request).orElseThrow(() -> refused(OperatorRefusals.BACKUP_NOT_FOUND));
    BackupRef ref = ref(request);
    var by = Authority.of(OperatorGate.operator(request));
    switch (deletions.delete(by, DeleteCommand.of(key, ref))) {
      case DeleteBackup.Deleted() ->
          ResponseBody.json(request, response, SystemJson.deleted(key, ref));
      case DeleteBackup.NotFound() -> throw refused(OperatorRefusals.BACKUP_NOT_FOUND);
      case DeleteBackup.Protected() -> throw refused(OperatorRefusals.BACKUP_PROTECTED);
    }
  }

  private static Optional<SystemId> key(ServerRequest request) {
    String text = request.path().pathParameters().get("key");
    return SystemId.isValid(text) ? Optional.of(new SystemId(text)) : Optional.empty();
  }

  private static BackupRef ref(ServerRequest request) {
    try {
      return BackupRef.parse(request.path().pathParameters().get("id"))
          .orElseThrow(() -> refused(OperatorRefusals.BACKUP_NOT_FOUND));
    } catch (IllegalArgumentException e) {
      throw refused(OperatorRefusals.INVALID_BACKUP_ID);
    }
  }

  private static RequestRefused refused(HttpFailure failure) {
    return new RequestRefused(failure);
  }
}
