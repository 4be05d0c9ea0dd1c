package dev.coffer.application.upload;

import dev.coffer.application.download.BlockHash;
import dev.coffer.application.drives.Digests;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The body of an upload while it streams to a drive: counted, hashed, and checked before its last
 * bytes are handed on, so that a store which publishes on the last byte never publishes a wrong
 * body. Not thread-safe.
 */
final class ReceivedBytes extends InputStream {

  /** Ends an upload from within the store's write, so that the store keeps nothing. */
  static final class BodyRejected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    enum Reason {
      WRONG_LENGTH,
      DIGEST_MISMATCH,
      KEY_REUSED,
      LEASE_LOST
    }

    private final Reason reason;

    BodyRejected(Reason reason, String message) {
      super(message);
      this.reason = reason;
    }

    Reason reason() {
      return reason;
    }
  }

  private final InputStream body;
  private final Optional<Sha256> announced;
  private final Optional<Sha256> expected;
  private final Leases.Held lease;
  private final MessageDigest digest = Digests.sha256();
  private final byte[] single = new byte[1];
  private long remaining;
  private final Optional<BlockHash> blocks;
  private Optional<ContentDigests> digests = Optional.empty();

  /**
   * Reads a body.
   *
   * @param announced the digest that the sender announced
   * @param expected the digest of the bytes that an idempotency key stands for
   * @param blocks computes the digests of the blocks
   */
  ReceivedBytes(
      InputStream body,
      ByteSize size,
      Optional<Sha256> announced,
      Optional<Sha256> expected,
      Leases.Held lease,
      Optional<BlockHash> blocks) {
    this.body = body;
    this.announced = announced;
    this.expected = expected;
    this.lease = lease;
    this.blocks = blocks;
    this.remaining = size.bytes();
  }

  /** Returns the digests of the complete body, once all of it was read. */
  ContentDigests digests() {
    return digests.orElseThrow(() -> new IllegalStateException(remaining + " bytes are unread"));
  }

  @Override
  public int read() {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (remaining == 0) {
      return -1;
    }
    if (!lease.isHeld()) {
      throw new BodyRejected(BodyRejected.Reason.LEASE_LOST, "the lease could not be renewed");
    }
    int count = receive(buffer, offset, (int) Math.min(length, remaining));
    digest.update(buffer, offset, count);
    blocks.ifPresent(hash -> hash.update(buffer, offset, count));
    remaining -= count;
    if (remaining == 0) {
      expectEnd();
      verify(Sha256.of(digest.digest()));
    }
    return count;
  }

  /** Only a connection whose request was read to its end can serve another one. */
  private void expectEnd() {
    try {
      if (body.read() >= 0) {
        throw new BodyRejected(
            BodyRejected.Reason.WRONG_LENGTH, "the body is longer than announced");
      }
    } catch (IOException e) {
      throw senderGone(e);
    }
  }

  private int receive(byte[] buffer, int offset, int length) {
    try {
      int count = body.read(buffer, offset, length);
      if (count >= 0) {
        return count;
      }
    } catch (IOException e) {
      throw senderGone(e);
    }
    throw new BodyRejected(
        BodyRejected.Reason.WRONG_LENGTH, "the body ended " + remaining + " bytes early");
  }

  static BodyRejected senderGone(IOException cause) {
    var gone = new BodyRejected(BodyRejected.Reason.WRONG_LENGTH, "the client disconnected");
    gone.initCause(cause);
    return gone;
  }

  private void verify(Sha256 computed) {
    if (announced.isPresent() && !announced.get().equals(computed)) {
      throw new BodyRejected(
          BodyRejected.Reason.DIGEST_MISMATCH,
          "received " + computed + ", announced " + announced.get());
    }
    if (expected.isPresent() && !expected.get().equals(computed)) {
      throw new BodyRejected(
          BodyRejected.Reason.KEY_REUSED,
          "received " + computed + ", the idempotency key stands for " + expected.get());
    }
    digests = Optional.of(new ContentDigests(computed, blocks.map(BlockHash::digests)));
  }
}
