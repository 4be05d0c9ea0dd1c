package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.MediaType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what the headers of an upload announce. */
final class UploadRequest {
  private static final HeaderName FILENAME = HeaderNames.create("X-Filename");
  private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");

  private UploadRequest() {}

  /**
   * Refuses an upload of unknown length before its caller is recognised, because the length is part
   * of the framing. The server has checked its syntax.
   */
  static void requireLength(ServerRequest request, ServerResponse response) {
    if (!request.headers().contains(HeaderNames.CONTENT_LENGTH)) {
      throw new RequestRefused(HttpErrors.LENGTH_REQUIRED);
    }
    response.next();
  }

  static ApplianceBackups.StoreCommand command(ServerRequest request) {
    Headers headers = request.headers();
    refuseWrapped(headers);
    return new ApplianceBackups.StoreCommand(
        SystemAccess.caller(request),
        // Helidon reads a header as ASCII and turns each other byte into one replacement character.
        // A filename is sanitised in the same way for both.
        headers.first(FILENAME),
        headers
            .first(HeaderNames.CONTENT_TYPE)
            .map(MediaType::ofClaim)
            .orElse(MediaType.OCTET_STREAM),
        size(headers),
        DigestFields.sha256(headers),
        idempotencyKey(headers));
  }

  /** What would have to be unwrapped before it is the backup: never stored as if it were one. */
  private static void refuseWrapped(Headers headers) {
    boolean encoded =
        headers.all(HeaderNames.CONTENT_ENCODING, List::of).stream()
            .anyMatch(encoding -> !encoding.equalsIgnoreCase("identity"));
    if (encoded) {
      throw new RequestRefused(ApplianceRefusals.CONTENT_ENCODING);
    }
    boolean form =
        headers.all(HeaderNames.CONTENT_TYPE, List::of).stream()
            .anyMatch(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data"));
    if (form) {
      throw new RequestRefused(ApplianceRefusals.FORM);
    }
  }

  private static ByteSize size(Headers headers) {
    long length = headers.contentLength().orElseThrow();
    if (length == 0) {
      throw new RequestRefused(ApplianceRefusals.EMPTY_BACKUP);
    }
    return new ByteSize(length);
  }

  private static Optional<IdempotencyKey> idempotencyKey(Headers headers) {
    List<String> keys = headers.all(IDEMPOTENCY_KEY, List::of);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new IdempotencyKey(String.join(", ", keys)));
    } catch (IllegalArgumentException e) {
      throw ApplianceRefusals.invalid("Idempotency-Key");
    }
  }
}
