package dev.coffer.adapter.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: Helidon's HTTP/1.1 between a reader and a writer that keep the time.
 *
 * <p>Served by one thread; the watchdog calls {@link #cutIfLate} from another, which reads nothing
 * but volatile fields and meters.
 */
final class GuardedConnection implements ServerConnection, InterruptableTask<Void> {
  private static final Logger LOGGER = LoggerFactory.getLogger(GuardedConnection.class);
  private static final ScopedValue<GuardedConnection> CURRENT = ScopedValue.newInstance();

  private final RequestLimits limits;
  private final Set<GuardedConnection> open;
  private final ConnectionContext context;
  private final HelidonSocket socket;
  private final DataReader reader;
  private final TransferMeter received;
  private final TransferMeter sent;
  private final ServerConnection http;

  private volatile Stage stage = new Stage(ConnectionPhase.FIRST_BYTE, System.nanoTime());
  private volatile @Nullable String cut;
  private boolean peerClosed;
  private boolean closing;
  private boolean bodyUnread;
  private boolean replyIsBodiless;

  private record Stage(ConnectionPhase phase, long since) {}

  GuardedConnection(
      ConnectionContext context,
      RequestLimits limits,
      ServerConnectionSelector http1,
      Set<GuardedConnection> open) {
    this.limits = limits;
    this.open = open;
    this.context = context;
    this.socket = context.serverSocket();
    this.reader = new DiscreetReader(this::read);
    this.received = new TransferMeter(limits.minBytesPerSecond(), limits.rateWindow());
    this.sent = new TransferMeter(limits.minBytesPerSecond(), limits.rateWindow());
    this.http =
        http1.connection(new GuardedContext(context, this, reader, new GuardedWriter(this::write)));
  }

  /** The connection that the calling thread serves. */
  static GuardedConnection current() {
    return CURRENT.get();
  }

  String remote() {
    return context.remotePeer().host();
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    open.add(this);
    try {
      ScopedValue.where(CURRENT, this)
          .call(() -> {
            http.handle(limit);
            return true;
          });
    } finally {
      linger();
      open.remove(this);
    }
  }

  void enter(ConnectionPhase phase) {
    received.reset();
    sent.reset();
    stage = new Stage(phase, System.nanoTime());
  }

  /** A request line was parsed: starts the head's deadline, unless its first byte already did. */
  void headBegun() {
    if (stage.phase() != ConnectionPhase.HEAD) {
      enter(ConnectionPhase.HEAD);
    }
  }

  /** Nothing after the current request is parsed; to be called before its reply is sent. */
  void closeAfterReply(boolean unread) {
    closing = true;
    bodyUnread = unread;
    http.close(false);
  }

  boolean closing() {
    return closing;
  }

  void replyIsBodiless(boolean bodiless) {
    replyIsBodiless = bodiless;
  }

  boolean replyIsBodiless() {
    return replyIsBodiless;
  }

  private byte @Nullable [] receive() {
    byte[] bytes = null;
    received.begin(System.nanoTime(), 0);
    try {
      bytes = socket.get();
    } finally {
      received.end(System.nanoTime(), bytes == null ? 0 : bytes.length);
    }
    return bytes;
  }

  private byte @Nullable [] read() {
    byte[] bytes;
    try {
      bytes = receive();
    } catch (UncheckedIOException e) {
      throw lost(e);
    }
    var phase = stage.phase();
    if (bytes == null) {
      peerClosed = true;
      if (phase != ConnectionPhase.REQUEST) {
        throw new CloseConnectionException("client closed the connection");
      }
    } else if (phase == ConnectionPhase.FIRST_BYTE || phase == ConnectionPhase.IDLE) {
      enter(ConnectionPhase.HEAD);
    }
    return bytes;
  }

  private void write(BufferData bytes) {
    sent.begin(System.nanoTime(), bytes.available());
    try {
      context.dataWriter().writeNow(bytes);
    } catch (UncheckedIOException e) {
      throw lost(e);
    } finally {
      sent.end(System.nanoTime(), 0);
    }
  }

  private CloseConnectionException lost(UncheckedIOException cause) {
    peerClosed = true;
    String reason = cut;
    return new CloseConnectionException(
        reason == null ? "connection lost" : "connection cut: " + reason, cause);
  }

  void cutIfLate(long now) {
    String reason = lateness(now);
    if (reason == null || cut != null) {
      return;
    }
    cut = reason;
    LOGGER.atDebug().addKeyValue("reason", reason).log("connection cut");
    // Closing wakes the blocked thread without an interrupt, which files and databases would take
    // for their own. In a thread of its own, because under TLS it may wait for the client.
    Thread.ofVirtual().name("cut-connection").start(this::closeSocket);
  }

  private @Nullable String lateness(long now) {
    Stage current = stage;
    if (sent.tooSlow(now)) {
      return "slow reader";
    }
    boolean late =
        current.phase() == ConnectionPhase.REQUEST
            ? received.tooSlow(now)
            // Blocked: what we take to shape a reply is not the client's delay.
            : received.blocked()
                && now - current.since() > current.phase().deadline(limits).toNanos();
    return late ? current.phase().lateness() : null;
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      LOGGER.debug("closing a cut connection failed", e);
    }
  }

  /**
   * Reads what the client still sends after its last reply. Closing with unread bytes would reset
   * the connection, and a reset may destroy the reply before the client has read it.
   */
  private void linger() {
    boolean served = stage.phase() == ConnectionPhase.IDLE;
    boolean nothingSent = stage.phase() == ConnectionPhase.FIRST_BYTE;
    boolean nothingLeft = served && !bodyUnread && reader.available() == 0;
    if (peerClosed || cut != null || nothingSent || nothingLeft) {
      return;
    }
    enter(ConnectionPhase.LINGER);
    try {
      long drained = 0;
      byte[] bytes = receive();
      while (bytes != null && drained < limits.lingerBytes()) {
        drained += bytes.length;
        bytes = receive();
      }
    } catch (UncheckedIOException e) {
      LOGGER.trace("client gone or too slow to hang up", e);
    }
  }

  /** Always zero: the watchdog alone decides on idle connections, never Helidon's own timer. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }

  @Override
  public boolean canInterrupt() {
    return http instanceof InterruptableTask<?> task && task.canInterrupt();
  }
}
