package dev.coffer.adapter.http.admin;

import dev.coffer.application.drives.DriveAdministration;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** The call that lists the drives. Thread-safe. */
final class DriveHandler {

  private final DriveAdministration drives;

  DriveHandler(DriveAdministration drives) {
    this.drives = drives;
  }

  /**
   * A drive. Position 0 is the primary; a null position means that it is not configured. The
   * problem is null while the drive answers.
   */
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

  /** Only for operators of the whole vault, because a drive's figures cover all tenants. */
  void list(ServerRequest request, ServerResponse response) {
    Replies.operatorOfAll(request);
    Replies.ok(
        request,
        response,
        new Replies.Page<>(drives.list().stream().map(Json::of).toList(), Optional.empty()));
  }
}
