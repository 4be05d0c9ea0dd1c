package dev.coffer.adapter.http.server;

import java.time.Duration;

/**
 * The phase of a connection between accept and close. Each phase except a request has a deadline.
 */
enum ConnectionPhase {
  /** The TLS handshake; ends immediately on plain HTTP. */
  HANDSHAKE("slow handshake"),
  FIRST_BYTE("no request"),
  HEAD("slow head"),
  /**
   * From the end of the headers to the end of the reply: limited by the transfer rates instead of a
   * deadline.
   */
  REQUEST("slow body"),
  IDLE("idle"),
  LINGER("linger");

  private final String lateness;

  ConnectionPhase(String lateness) {
    this.lateness = lateness;
  }

  /** The reason that is logged for a connection closed in this phase. */
  String lateness() {
    return lateness;
  }

  Duration deadline(RequestLimits limits) {
    return switch (this) {
      case HANDSHAKE, FIRST_BYTE, HEAD -> limits.headDeadline();
      case IDLE -> limits.idle();
      case LINGER -> limits.linger();
      case REQUEST -> throw new IllegalStateException("a request has no deadline");
    };
  }
}
