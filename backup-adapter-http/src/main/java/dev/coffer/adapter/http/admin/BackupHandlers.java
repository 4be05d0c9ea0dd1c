package dev.coffer.adapter.http.admin;

import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.deletion.Deletions.PageQuery;
import dev.coffer.application.deletion.Deletions.Place;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Protection;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The calls that protect backups, delete them and restore deleted ones. Thread-safe. */
final class BackupHandlers {

  private static final String WHAT = "backup";

  private final Deletions deletions;

  BackupHandlers(Deletions deletions) {
    this.deletions = deletions;
  }

  /**
   * A deleted backup.
   *
   * @param purging it can no longer be restored
   */
  record DeletedJson(
      String id,
      String system,
      String organization,
      long number,
      String filename,
      long sizeBytes,
      String sha256,
      String receivedAt,
      String deletedAt,
      String purgeAfter,
      boolean purging) {

    static DeletedJson of(DeletedBackup deleted) {
      return new DeletedJson(
          deleted.backup().id().toString(),
          deleted.systemId().value(),
          deleted.organization(),
          deleted.backup().number(),
          deleted.backup().filename().value(),
          deleted.backup().size().bytes(),
          deleted.backup().sha256().hex(),
          Replies.time(deleted.backup().receivedAt()),
          Replies.time(deleted.deletedAt()),
          Replies.time(deleted.purgeAfter()),
          deleted.purging());
    }
  }

  /** Repeatable: the reply is the same if the backup already is in the requested state. */
  Handler protect(Protection protection) {
    return (request, response) -> protect(request, response, id(request), protection);
  }

  void hold(ServerRequest request, ServerResponse response) {
    BackupId id = id(request);
    var fields = JsonFields.of(request);
    Instant until =
        fields.required(
            "until", fields.text("until", text -> Replies.instant("until", text)), Instant.MAX);
    fields.check();
    protect(request, response, id, new Protection.Held(until));
  }

  private void protect(
      ServerRequest request, ServerResponse response, BackupId id, Protection protection) {
    switch (deletions.protect(Replies.authority(request), id, protection)) {
      case Deletions.ProtectionChanged() -> Replies.nothing(response);
      case Deletions.NotStored() -> throw Problems.notFound(WHAT);
      case Deletions.SetByPlatform() -> throw Problems.setByPlatform();
      case Deletions.HoldIsOver() ->
          throw Problems.wrong("until", "until: past (expected: a time in the future)");
    }
  }

  void delete(ServerRequest request, ServerResponse response) {
    BackupId id = id(request);
    switch (deletions.delete(Replies.authority(request), DeleteCommand.of(id))) {
      case DeleteBackup.Deleted() -> Replies.nothing(response);
      case DeleteBackup.NotFound() -> throw Problems.notFound(WHAT);
      case DeleteBackup.Protected() ->
          throw Problems.conflict(
              "backup: \"%s\" (expected: a backup that is neither pinned nor held)".formatted(id));
    }
  }

  /** Queries one backup more than the page has, which shows whether there is another page. */
  void deleted(ServerRequest request, ServerResponse response) {
    var fields = new QueryFields(request.query());
    Optional<Place> after = fields.cursor(BackupHandlers::place);
    int limit = fields.limit();
    fields.check();
    List<DeletedBackup> found =
        deletions.page(Replies.authority(request), new PageQuery(after, limit + 1));
    List<DeletedBackup> shown = found.stream().limit(limit).toList();
    Optional<DeletedBackup> last =
        found.size() > shown.size() ? Optional.of(shown.getLast()) : Optional.empty();
    Replies.ok(
        request, response, Replies.Page.of(shown, DeletedJson::of, last, BackupHandlers::text));
  }

  private static String text(DeletedBackup last) {
    return last.deletedAt() + " " + last.backup().id();
  }

  private static Place place(String text) {
    String[] parts = text.split(" ", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException(text);
    }
    return new Place(Replies.instant("cursor", parts[0]), UUID.fromString(parts[1]));
  }

  void undelete(ServerRequest request, ServerResponse response) {
    BackupId id = id(request);
    switch (deletions.undelete(Replies.authority(request), id)) {
      case Deletions.Undeleted() -> Replies.nothing(response);
      case Deletions.NotDeleted() -> throw Problems.notFound("deleted backup");
      case Deletions.PurgeBegun() ->
          throw Problems.conflict(
              "backup: \"%s\" (expected: a backup in its grace period)".formatted(id));
      case Deletions.QuotaExceeded() ->
          throw Problems.noRoom("the quota of the organization has no room for this backup");
      case Deletions.CapExceeded() ->
          throw Problems.noRoom("the cap of the system has no room for this backup");
    }
  }

  private static BackupId id(ServerRequest request) {
    return BackupId.of(Replies.id(request, "id", WHAT)).orElseThrow(() -> Problems.notFound(WHAT));
  }
}
