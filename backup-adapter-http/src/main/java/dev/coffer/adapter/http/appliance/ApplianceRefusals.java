package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.backup.Refusal;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.Map;

/**
 * The failures of this contract with their texts. Clients compare the texts, so they must never
 * change.
 */
final class ApplianceRefusals {
  /** For people who try another command; not PUT, which would name the backup by its address. */
  static final String UPLOAD_COMMAND =
      "curl -u KEY -T FILE -X POST -H 'X-Filename: NAME' $VAULT" + ApplianceApi.BACKUPS;

  static final HttpFailure INVALID_TOKEN =
      HttpFailure.of(Status.UNAUTHORIZED_401, "invalid token")
          .withData(Map.of())
          .withHeader("WWW-Authenticate", "Basic realm=\"coffer\", charset=\"UTF-8\"");
  static final HttpFailure SYSTEM_SUSPENDED =
      HttpFailure.of(Status.FORBIDDEN_403, "system suspended");
  static final HttpFailure NOT_PERMITTED = HttpFailure.of(Status.FORBIDDEN_403, "not permitted");

  static final HttpFailure CONTENT_ENCODING =
      HttpFailure.of(Status.UNSUPPORTED_MEDIA_TYPE_415, "Content-Encoding not supported");
  static final HttpFailure FORM =
      HttpFailure.of(Status.UNSUPPORTED_MEDIA_TYPE_415, "send the file itself")
          .withExpected(UPLOAD_COMMAND);
  static final HttpFailure EMPTY_BACKUP = badRequest("empty backup");
  static final HttpFailure LENGTH_MISMATCH = badRequest("upload length mismatch");
  static final HttpFailure DIGEST_MISMATCH = badRequest("digest mismatch");
  static final HttpFailure TOO_LARGE =
      HttpFailure.of(Status.REQUEST_ENTITY_TOO_LARGE_413, "backup exceeds max upload size");
  static final HttpFailure RATE_EXCEEDED =
      HttpFailure.of(Status.TOO_MANY_REQUESTS_429, "upload rate limit exceeded");
  static final HttpFailure TOO_MANY_AT_ONCE =
      HttpFailure.of(Status.TOO_MANY_REQUESTS_429, "too many uploads at once")
          .withRetryAfter(Duration.ofSeconds(5));
  static final HttpFailure QUOTA_EXCEEDED =
      HttpFailure.of(Status.REQUEST_ENTITY_TOO_LARGE_413, "organization backup quota exceeded");
  static final HttpFailure NO_ROOM =
      HttpFailure.of(Status.INSUFFICIENT_STORAGE_507, "no room without removing protected backups");
  static final HttpFailure NO_ROOM_NOW =
      HttpFailure.of(Status.INSUFFICIENT_STORAGE_507, "no room for this organization now")
          .withRetryAfter(Duration.ofMinutes(1));
  static final HttpFailure UPLOAD_IN_PROGRESS =
      HttpFailure.of(Status.CONFLICT_409, "upload in progress");
  static final HttpFailure KEY_REUSED =
      HttpFailure.of(Status.UNPROCESSABLE_CONTENT_422, "idempotency key reused");

  static final HttpFailure INVALID_BACKUP_ID =
      badRequest("invalid backup id")
          .withExpected(
              "an id as the list shows it, with its extension:"
                  + " 01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz");
  static final HttpFailure BACKUP_NOT_FOUND =
      HttpFailure.of(Status.NOT_FOUND_404, "backup not found");
  static final HttpFailure BACKUP_PROTECTED =
      HttpFailure.of(Status.CONFLICT_409, "backup is protected");
  static final HttpFailure BACKUP_DAMAGED =
      HttpFailure.of(Status.INTERNAL_SERVER_ERROR_500, "backup damaged");
  static final HttpFailure RANGE_NOT_SATISFIABLE =
      HttpFailure.of(Status.REQUESTED_RANGE_NOT_SATISFIABLE_416, "range not satisfiable");

  private ApplianceRefusals() {}

  /** A header that cannot be parsed. */
  static RequestRefused invalid(String headerName) {
    return new RequestRefused(badRequest("invalid " + headerName));
  }

  /** The reply to an upload that is not stored. */
  static RequestRefused of(UploadRefusal refusal) {
    return switch (refusal) {
      case UploadRefusal.Refused(var reason) -> of(reason);
      case UploadRefusal.RateExceeded(var wait) -> rateExceeded(wait);
      case UploadRefusal.InProgress(var wait) ->
          new RequestRefused(UPLOAD_IN_PROGRESS.withRetryAfter(wait));
      case UploadRefusal.TooLarge(var max) ->
          new RequestRefused(TOO_LARGE.withData(Map.of("max_bytes", max.bytes())));
      case UploadRefusal.KeyReused() -> new RequestRefused(KEY_REUSED);
      case UploadRefusal.TooManyAtOnce() -> new RequestRefused(TOO_MANY_AT_ONCE);
      case UploadRefusal.QuotaExceeded() -> new RequestRefused(QUOTA_EXCEEDED);
      case UploadRefusal.NoRoom() -> new RequestRefused(NO_ROOM);
      case UploadRefusal.NoRoomNow() -> new RequestRefused(NO_ROOM_NOW);
      case UploadRefusal.LengthMismatch() -> new RequestRefused(LENGTH_MISMATCH);
      case UploadRefusal.DigestMismatch() -> new RequestRefused(DIGEST_MISMATCH);
    };
  }

  /** States the wait twice, in the header and in the body, in whole seconds and never too short. */
  private static RequestRefused rateExceeded(Duration wait) {
    Duration rounded = Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    return new RequestRefused(
        RATE_EXCEEDED
            .withData(Map.of("retry_after_seconds", rounded.toSeconds()))
            .withRetryAfter(rounded));
  }

  static RequestRefused of(Refusal reason) {
    return new RequestRefused(
        switch (reason) {
          case UNKNOWN -> INVALID_TOKEN;
          case SUSPENDED -> SYSTEM_SUSPENDED;
          case NOT_PERMITTED -> NOT_PERMITTED;
        });
  }

  private static HttpFailure badRequest(String message) {
    return HttpFailure.of(Status.BAD_REQUEST_400, message);
  }
}
