package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.AccessGate;
import dev.coffer.adapter.http.reply.DownloadReply;
import dev.coffer.adapter.http.reply.EntityTags;
import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.tenancy.Scope;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** The calls of the contract, one method for each. Thread-safe. */
final class BackupHandlers {
  private static final DownloadReply.Failures DOWNLOAD =
      new DownloadReply.Failures(
          ApplianceRefusals.BACKUP_DAMAGED, ApplianceRefusals.RANGE_NOT_SATISFIABLE);

  private final RecogniseSystem recogniseSystem;
  private final ApplianceBackups backups;
  private final Logins logins;

  BackupHandlers(RecogniseSystem recogniseSystem, ApplianceBackups backups, Logins logins) {
    this.recogniseSystem = recogniseSystem;
    this.backups = backups;
    this.logins = logins;
  }

  void list(ServerRequest request, ServerResponse response) {
    Listing listing = listing(request);
    AccessGate.recognised();
    ApplianceBackups.Listed listed = listing.listed();
    // The tag contains the system's key, because all systems list under the same address.
    String etag = EntityTags.strong(listing.key() + "." + listed.revision());
    response.header(HeaderNames.ETAG, etag);
    listing
        .query()
        .linkTo(listed.next())
        .ifPresent(link -> response.header(HeaderNames.LINK, link));
    if (EntityTags.isUnchanged(request.headers(), etag)) {
      ResponseBody.notModified(response);
    } else {
      ResponseBody.json(request, response, BackupJson.list(listed.backups()));
    }
  }

  /**
   * A listing for a caller that was recognised.
   *
   * @param key of its system
   */
  private record Listing(String key, ListQuery query, ApplianceBackups.Listed listed) {}

  private Listing listing(ServerRequest request) {
    try (Logins.Login login = logins.begin(request)) {
      ListQuery query = query(request, login);
      return switch (backups.list(login.credentials(), query.window())) {
        case ApplianceBackups.ListRefused(var reason) -> throw login.refused(reason);
        case ApplianceBackups.Listed listed -> {
          login.recognised();
          yield new Listing(login.credentials().user(), query, listed);
        }
      };
    }
  }

  /** An error in the query is reported only after the caller was recognised. */
  private ListQuery query(ServerRequest request, Logins.Login login) {
    try {
      return ListQuery.of(request.query());
    } catch (RequestRefused wrong) {
      switch (recogniseSystem.recognise(login.credentials(), Scope.LIST)) {
        case RecogniseSystem.Recognised _ -> {
          login.recognised();
          throw wrong;
        }
        case RecogniseSystem.Refused(var reason) -> throw login.refused(reason);
      }
    }
  }

  void upload(ServerRequest request, ServerResponse response) {
    ApplianceBackups.StoreCommand command = UploadRequest.command(request);
    switch (backups.store(command, new UploadBody(request))) {
      case ApplianceBackups.Stored(Backup backup) ->
          receipt(request, response, Status.CREATED_201, backup);
      case ApplianceBackups.Replayed(Backup backup) ->
          receipt(request, response, Status.OK_200, backup);
      case UploadRefusal refusal -> throw ApplianceRefusals.of(refusal);
    }
  }

  /**
   * The status shows whether this request stored the backup. The body is the same, byte for byte,
   * in the first reply and in each replay, {@code "code":201} included: "the first reply's body".
   */
  private static void receipt(
      ServerRequest request, ServerResponse response, Status status, Backup backup) {
    response.status(status);
    response.header(HeaderNames.LOCATION, ApplianceApi.BACKUPS + "/" + backup.ref());
    response.header(HeaderNames.ETAG, DownloadReply.etag(backup.sha256()));
    response.header(DownloadReply.REPR_DIGEST, DownloadReply.reprDigest(backup.sha256()));
    ResponseBody.json(request, response, BackupJson.stored(backup));
  }

  void download(ServerRequest request, ServerResponse response) throws IOException {
    BackupRef ref = ref(request);
    Download found =
        backups
            .fetch(SystemAccess.caller(request), ref)
            .orElseThrow(() -> refused(ApplianceRefusals.BACKUP_NOT_FOUND));
    DownloadReply.send(request, response, found, DOWNLOAD);
  }

  void delete(ServerRequest request, ServerResponse response) {
    BackupRef ref = ref(request);
    switch (backups.delete(SystemAccess.caller(request), ref)) {
      case DeleteBackup.Deleted() -> ResponseBody.json(request, response, BackupJson.deleted(ref));
      case DeleteBackup.NotFound() -> throw refused(ApplianceRefusals.BACKUP_NOT_FOUND);
      case DeleteBackup.Protected() -> throw refused(ApplianceRefusals.BACKUP_PROTECTED);
    }
  }

  private static BackupRef ref(ServerRequest request) {
    try {
      return BackupRef.parse(request.path().pathParameters().get("id"))
          .orElseThrow(() -> refused(ApplianceRefusals.BACKUP_NOT_FOUND));
    } catch (IllegalArgumentException e) {
      throw refused(ApplianceRefusals.INVALID_BACKUP_ID);
    }
  }

  private static RequestRefused refused(HttpFailure failure) {
    return new RequestRefused(failure);
  }
}
