package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.domain.backup.BackupId;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids in paths. */
final class Paths {
  private static final Pattern UUID_FORM =
      Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Paths() {}

  /**
   * Returns the id in the path.
   *
   * @throws RequestRefused with a 400 when it is not a UUID
   */
  static UUID id(ServerRequest request) {
    String text = request.path().pathParameters().get("id");
    return uuid(text)
        .orElseThrow(() ->
            OperatorRefusals.badRequest(List.of(new OperatorRefusals.Detail("id", "a UUID"))));
  }

  /** Returns the id in the path as a backup's; empty when it is a UUID that no backup can have. */
  static Optional<BackupId> backupId(ServerRequest request) {
    return backupId(id(request));
  }

  static Optional<BackupId> backupId(UUID id) {
    try {
      return Optional.of(new BackupId(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Optional<UUID> uuid(String text) {
    return UUID_FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
