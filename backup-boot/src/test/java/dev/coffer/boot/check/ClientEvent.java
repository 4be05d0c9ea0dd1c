package dev.coffer.boot.check;

import java.time.Instant;

/** Something that a client knows about a vault, because of a reply that it got. */
public sealed interface ClientEvent {

  /** When the client knew. */
  Instant at();

  /**
   * An upload was answered by 201, or by 200 to one that was sent again.
   *
   * @param credential a name for the secret that was sent, as in {@link Revoked}
   * @param idempotencyKey empty if none was sent
   * @param sentAt when the last byte of the upload was sent
   */
  record Stored(
      String system,
      String credential,
      String backup,
      long size,
      String sha256,
      String idempotencyKey,
      Instant sentAt,
      Instant at)
      implements ClientEvent {}

  /** A deletion was confirmed. */
  record Deleted(String backup, Instant at) implements ClientEvent {}

  /** A restoration was confirmed. */
  record Undeleted(String backup, Instant at) implements ClientEvent {}

  /** A revocation was confirmed, or the suspension of the system that has this secret. */
  record Revoked(String credential, Instant at) implements ClientEvent {}

  /** A system asked for a backup of another one. */
  record Trespassed(String system, String backup, int status, Instant at) implements ClientEvent {}

  /** The index or the drive was made unavailable, entirely. */
  record Broken(String dependency, Instant at) implements ClientEvent {}

  /** It is about to be available again. */
  record Mended(String dependency, Instant at) implements ClientEvent {}

  /**
   * A request was answered by an error.
   *
   * @param clientIsToBlame whether the test sent something wrong
   */
  record Refused(int status, String body, boolean clientIsToBlame, Instant at)
      implements ClientEvent {}
}
