package dev.coffer.adapter.http.operator;

import dev.coffer.application.port.in.DownloadLink;
import dev.coffer.domain.BackupId;
import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A link as an address of this vault. What makes it work is in its query, which is never logged.
 */
final class LinkUrl {
  private static final String KEY = "key";
  private static final String EXPIRES = "expires";
  private static final String SIGNATURE = "signature";

  private LinkUrl() {}

  /** Where the client that asks for it reaches the vault. */
  static String of(ServerRequest request, DownloadLink link) {
    return "%s://%s%s/%s?%s=%s&%s=%d&%s=%s"
        .formatted(
            request.isSecure() ? "https" : "http",
            request.authority(),
            OperatorApi.DOWNLOADS,
            link.backupId(),
            KEY,
            link.keyId(),
            EXPIRES,
            link.expiresAt().getEpochSecond(),
            SIGNATURE,
            link.signature());
  }

  /** Empty when it cannot be one of ours. */
  static Optional<DownloadLink> read(ServerRequest request) {
    UriQuery query = request.query();
    Optional<BackupId> backupId =
        Paths.uuid(request.path().pathParameters().get("id")).flatMap(Paths::backupId);
    Optional<UUID> keyId = only(query, KEY).flatMap(Paths::uuid);
    Optional<Instant> expiresAt = only(query, EXPIRES).flatMap(LinkUrl::second);
    Optional<String> signature = only(query, SIGNATURE);
    if (backupId.isEmpty() || keyId.isEmpty() || expiresAt.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DownloadLink(backupId.get(), keyId.get(), expiresAt.get(), signature.get()));
  }

  private static Optional<String> only(UriQuery query, String name) {
    return query.contains(name) && query.all(name).size() == 1
        ? Optional.of(query.get(name))
        : Optional.empty();
  }

  private static Optional<Instant> second(String text) {
    try {
      return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
