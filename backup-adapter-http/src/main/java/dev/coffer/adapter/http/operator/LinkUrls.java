package dev.coffer.adapter.http.operator;

import dev.coffer.application.download.DownloadLink;
import dev.coffer.application.download.Links;
import dev.coffer.domain.backup.BackupId;
import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Converts download links to addresses and back. The secret part of a link of this vault is in its
 * query, which is never logged. Immutable.
 */
final class LinkUrls {
  private static final String KEY = "key";
  private static final String EXPIRES = "expires";
  private static final String SIGNATURE = "signature";

  private final Optional<URI> publicUrl;

  LinkUrls(Optional<URI> publicUrl) {
    this.publicUrl = publicUrl;
  }

  String of(ServerRequest request, Links.Link link) {
    return switch (link) {
      case DownloadLink own -> of(request, own);
      case Links.StoreLink(URI address) -> address.toString();
    };
  }

  private String of(ServerRequest request, DownloadLink link) {
    return "%s%s/%s?%s=%s&%s=%d&%s=%s"
        .formatted(
            publicUrl.map(URI::toString).orElseGet(() -> requestAddress(request)),
            OperatorApi.DOWNLOADS,
            link.backupId(),
            KEY,
            link.keyId(),
            EXPIRES,
            link.expiresAt().getEpochSecond(),
            SIGNATURE,
            link.signature());
  }

  /** Returns the address at which the client reached the vault. */
  private static String requestAddress(ServerRequest request) {
    return "%s://%s".formatted(request.isSecure() ? "https" : "http", request.authority());
  }

  /** Empty when it cannot be a link of this vault. */
  static Optional<DownloadLink> read(ServerRequest request) {
    UriQuery query = request.query();
    Optional<BackupId> backupId =
        Paths.uuid(request.path().pathParameters().get("id")).flatMap(Paths::backupId);
    Optional<UUID> keyId = only(query, KEY).flatMap(Paths::uuid);
    Optional<Instant> expiresAt = only(query, EXPIRES).flatMap(LinkUrls::second);
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
