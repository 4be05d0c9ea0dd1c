package dev.coffer.adapter.http.server;

import java.time.Duration;

/** Where a connection stands between accept and close; each phase but a request has a deadline. */
enum ConnectionPhase {
  /** Of TLS; on plain HTTP over at once. */
  HANDSHAKE("slow handshake"),
  FIRST_BYTE("no request"),
  HEAD("slow head"),
  /** From the end of the headers to the end of the reply: judged by the transfer rates instead. */
  REQUEST("slow body"),
  IDLE("idle"),
  LINGER("linger");

  private final String lateness;

  ConnectionPhase(String lateness) {
    this.lateness = lateness;
  }

  /** What a connection that was cut in this phase is said to have been. */
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
