package dev.coffer.adapter.http.admin;

import dev.coffer.application.drives.DriveAdministration;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** Where the bytes are. Thread-safe. */
final class DriveHandler {

  private final DriveAdministration drives;

  DriveHandler(DriveAdministration drives) {
    this.drives = drives;
  }

  /** Position 0 is the primary, null is not configured; problem is null where it answers. */
  record Json(
      String label,
      String provider,
      Optional<Integer> position,
      long finished,
      long pending,
      long failed,
      long storedBytes,
      Optional<String> problem) {

    static Json of(DriveAdministration.Listed listed) {
      DriveAdministration.Row row = listed.row();
      return new Json(
          row.drive().label(),
          row.drive().provider(),
          row.position().stream().boxed().findFirst(),
          row.finished(),
          row.pending(),
          row.failed(),
          row.stored().bytes(),
          listed.problem());
    }
  }

  /** What drives hold of all tenants is told to who answers for all. */
  void list(ServerRequest request, ServerResponse response) {
    Replies.operatorOfAll(request);
    Replies.ok(
        request,
        response,
        new Replies.Page<>(drives.list().stream().map(Json::of).toList(), Optional.empty()));
  }
}
