package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: Helidon's HTTP/1.1, with a reader and a writer that watch the time.
 *
 * <p>Served by one thread. The watchdog calls {@link #closeIfLate} from another thread, and reads
 * only volatile fields and meters. {@link #beginReply} decides which of the two answers a request.
 */
public final class GuardedConnection implements ServerConnection, InterruptableTask<Void> {
  /**
   * How long a connection that is being closed stays open so that the client can read the reason.
   */
  private static final Duration TIME_TO_READ_REASON = Duration.ofSeconds(2);

  private static final Logger LOGGER = LoggerFactory.getLogger(GuardedConnection.class);
  private static final ScopedValue<GuardedConnection> CURRENT = ScopedValue.newInstance();

  private final RequestLimits limits;
  private final OpenConnections open;
  private final ConnectionContext context;
  private final MeteredSocket socket;
  private final Transport transport;
  private final DataReader reader;
  private final ServerConnection http;
  private final AtomicReference<Answer> answer = new AtomicReference<>(Answer.NONE);

  private volatile Stage stage = new Stage(ConnectionPhase.HANDSHAKE, System.nanoTime());
  private volatile @Nullable Closing closing;
  private volatile @Nullable Supplier<byte[]> lateReply;
  private volatile boolean ending;

  /** Whether the last request, or the one in progress, came from a known client. */
  private volatile boolean recognised;

  private boolean requestIsRecognised;

  private final long acceptedAt = System.nanoTime();
  private boolean peerClosed;
  private boolean bodyUnread;
  private boolean broken;
  private boolean replyIsBodiless;
  private boolean replyHasNoLength;

  private record Stage(ConnectionPhase phase, long since) {}

  private record Closing(String reason, long since) {}

  /** The side that answers the current request. */
  private enum Answer {
    NONE,
    ROUTE,
    WATCHDOG
  }

  GuardedConnection(
      ConnectionContext context,
      MeteredSocket socket,
      Transport transport,
      RequestLimits limits,
      ServerConnectionSelector http1,
      OpenConnections open) {
    this.limits = limits;
    this.open = open;
    this.context = context;
    this.socket = socket;
    this.transport = transport;
    this.reader = new NonDumpingReader(this::read);
    this.http =
        http1.connection(new GuardedContext(context, this, reader, new GuardedWriter(this::write)));
  }

  /** Returns the connection that the calling thread serves. */
  public static GuardedConnection current() {
    return CURRENT.get();
  }

  ConnectionContext context() {
    return context;
  }

  boolean isSecure() {
    return transport.isSecure();
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    if (!open.admit(this)) {
      closeSocket();
      return;
    }
    try {
      ScopedValue.where(CURRENT, this)
          .call(() -> {
            handshake();
            http.handle(limit);
            return true;
          });
    } finally {
      end();
      linger();
      open.remove(this);
    }
  }

  private void handshake() {
    try {
      transport.open();
    } catch (UncheckedIOException e) {
      LOGGER.debug("TLS handshake failed", e);
      throw lost(e);
    }
    enter(ConnectionPhase.FIRST_BYTE);
  }

  void enter(ConnectionPhase phase) {
    socket.resetMeters();
    stage = new Stage(phase, System.nanoTime());
  }

  /**
   * A request line was parsed: the deadline of the head begins, unless its first byte has already
   * started it.
   */
  void headBegun() {
    if (stage.phase() != ConnectionPhase.HEAD) {
      enter(ConnectionPhase.HEAD);
    }
  }

  /** The headers of a request were parsed. */
  void requestBegun() {
    lateReply = null;
    requestIsRecognised = false;
    answer.compareAndSet(Answer.ROUTE, Answer.NONE);
    enter(ConnectionPhase.REQUEST);
  }

  /** The client has shown who it is, in the current request: nobody else may take its place. */
  public void recognised() {
    requestIsRecognised = true;
    recognised = true;
  }

  /** The reply was sent, or failed. */
  void requestEnded() {
    recognised = requestIsRecognised;
    enter(ConnectionPhase.IDLE);
  }

  /** Whether it may be closed for others when connections get scarce. */
  boolean isDispensable() {
    return closing == null && !(recognised && stage.phase() == ConnectionPhase.REQUEST);
  }

  boolean isRecognised() {
    return recognised;
  }

  /** Since its last request; since it was accepted if that came from an unknown client. */
  long restsSince() {
    return recognised ? stage.since() : acceptedAt;
  }

  /** Closes it for another connection, without a reply: nobody asked for anything that is due. */
  void giveWay(long now) {
    closing = new Closing("its place was needed", now);
    LOGGER.atDebug().addKeyValue("reason", "place needed").log("connection closed");
    inBackground(this::closeSocket);
  }

  /** Sets the complete reply that the client gets if its body is too slow. */
  public void answerLateness(Supplier<byte[]> reply) {
    lateReply = reply;
  }

  /** Must be called before the first byte of the final reply to a request. */
  public void beginReply() {
    answer.compareAndSet(Answer.NONE, Answer.ROUTE);
    if (answer.get() == Answer.WATCHDOG) {
      throw new CloseConnectionException(lossReason());
    }
  }

  /**
   * Whether the watchdog has answered that the body was too slow, regardless of the route's reply.
   */
  boolean answeredLate() {
    return answer.get() == Answer.WATCHDOG;
  }

  /** Closes the connection after the current request. Must be called before its reply is sent. */
  void closeAfterReply(boolean unread) {
    bodyUnread = unread;
    http.close(false);
  }

  boolean leavesBodyUnread() {
    return bodyUnread;
  }

  /** Records that a reply is incomplete, so that nothing makes it look complete. */
  void replyBroke() {
    broken = true;
  }

  /** Ends the current request if its reply was lost where no exception could be thrown. */
  void requireWhole() {
    if (broken) {
      throw new CloseConnectionException(lossReason());
    }
  }

  /**
   * Whether the connection is still reading the head of a request, so that a failure now belongs to
   * the head.
   */
  boolean isReadingHead() {
    return stage.phase() != ConnectionPhase.REQUEST && !broken;
  }

  public void replyIsBodiless(boolean bodiless) {
    replyIsBodiless = bodiless || replyHasNoLength;
    replyHasNoLength = false;
  }

  /**
   * Announces that the next reply is to HEAD, and that the body of the corresponding GET has no
   * known length.
   */
  public void replyHasNoLength() {
    replyHasNoLength = true;
  }

  public boolean replyIsBodiless() {
    return replyIsBodiless;
  }

  private byte @Nullable [] read() {
    byte[] bytes = receive();
    var phase = stage.phase();
    if (bytes == null) {
      peerClosed = true;
      if (phase != ConnectionPhase.REQUEST) {
        throw new CloseConnectionException("client closed the connection");
      }
    } else if (phase == ConnectionPhase.FIRST_BYTE) {
      enter(ConnectionPhase.HEAD);
      return Http10Probe.translated(bytes, this::receive);
    } else if (phase == ConnectionPhase.IDLE) {
      enter(ConnectionPhase.HEAD);
    }
    return bytes;
  }

  private byte @Nullable [] receive() {
    try {
      return transport.read();
    } catch (UncheckedIOException e) {
      throw lost(e);
    }
  }

  private void write(BufferData bytes) {
    try {
      transport.write(bytes);
    } catch (UncheckedIOException e) {
      throw lost(e);
    }
  }

  private CloseConnectionException lost(UncheckedIOException cause) {
    broken = true;
    // After a TLS failure, the client is still connected and can read an alert.
    peerClosed = !(cause.getCause() instanceof SSLException);
    return new CloseConnectionException(lossReason(), cause);
  }

  private String lossReason() {
    Closing late = closing;
    return late == null ? "connection lost" : "connection closed: " + late.reason();
  }

  void closeIfLate(long now) {
    Closing earlier = closing;
    if (earlier == null) {
      String reason = lateness(now);
      if (reason != null) {
        closing = new Closing(reason, now);
        LOGGER.atDebug().addKeyValue("reason", reason).log("connection closed");
        inBackground(this::replyAndClose);
      }
    } else if (now - earlier.since() > TIME_TO_READ_REASON.toNanos()) {
      // The client has not even read the reason.
      inBackground(this::closeSocket);
    }
  }

  private @Nullable String lateness(long now) {
    Stage current = stage;
    if (socket.sendsTooSlowly(now)) {
      return "slow reader";
    }
    boolean late =
        current.phase() == ConnectionPhase.REQUEST
            ? isLateBody(current, now)
            // Only while receiving: the time that the server takes to prepare a reply is not the
            // client's delay.
            : socket.isReceiving()
                && now - current.since() > current.phase().deadline(limits).toNanos();
    return late ? current.phase().lateness() : null;
  }

  private boolean isLateBody(Stage current, long now) {
    boolean tooLong =
        answer.get() == Answer.NONE && now - current.since() > limits.longestUpload().toNanos();
    return tooLong || socket.receivesTooSlowly(now);
  }

  /** Runs work in the background, because the watchdog must not block. */
  private static void inBackground(Runnable work) {
    Thread.ofVirtual().name("close-connection").start(work);
  }

  /**
   * Closes the socket, which wakes the blocked thread without an interrupt. An interrupt would
   * close the files that the thread uses.
   */
  private void replyAndClose() {
    Supplier<byte[]> reply = lateReply;
    if (reply != null
        && stage.phase() == ConnectionPhase.REQUEST
        && answer.compareAndSet(Answer.NONE, Answer.WATCHDOG)) {
      try {
        transport.write(BufferData.create(reply.get()));
        transport.end();
      } catch (UncheckedIOException e) {
        LOGGER.trace("client disconnected before the reply", e);
      }
    }
    closeSocket();
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      LOGGER.debug("closing a connection failed", e);
    }
  }

  private void end() {
    if (broken || peerClosed || closing != null || stage.phase() == ConnectionPhase.HANDSHAKE) {
      return;
    }
    try {
      transport.end();
    } catch (UncheckedIOException e) {
      LOGGER.trace("client disconnected before the end", e);
    }
  }

  /**
   * Shows the client the end, and reads what it still sends after its last reply. Closing with
   * unread bytes would reset the connection, and a reset may destroy the reply before the client
   * has read it.
   */
  private void linger() {
    boolean served = stage.phase() == ConnectionPhase.IDLE;
    boolean nothingSent = stage.phase() == ConnectionPhase.FIRST_BYTE;
    boolean nothingLeft = served && !bodyUnread && reader.available() == 0;
    if (peerClosed || closing != null || nothingSent || nothingLeft) {
      return;
    }
    // An incomplete reply must not look as if it ended here.
    boolean ended = !broken || stage.phase() == ConnectionPhase.HANDSHAKE;
    enter(ConnectionPhase.LINGER);
    try {
      if (ended) {
        socket.endWriting();
      }
      long drained = 0;
      byte[] bytes = socket.receive();
      while (bytes != null && drained < limits.lingerBytes()) {
        drained += bytes.length;
        bytes = socket.receive();
      }
    } catch (UncheckedIOException e) {
      LOGGER.trace("client disconnected, or was too slow to hang up", e);
    }
  }

  /** Always zero: only the watchdog closes idle connections, never Helidon's own timer. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  /**
   * Whether the server is shutting down, so that the next reply is the last one on its connection.
   */
  boolean isEnding() {
    return ending;
  }

  /** Called by Helidon when its server stops. */
  @Override
  public void close(boolean interrupt) {
    ending = true;
    http.close(interrupt);
  }

  @Override
  public boolean canInterrupt() {
    return stage.phase() == ConnectionPhase.HANDSHAKE
        || (http instanceof InterruptableTask<?> task && task.canInterrupt());
  }
}
