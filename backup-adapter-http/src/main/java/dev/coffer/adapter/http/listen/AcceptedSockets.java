package dev.coffer.adapter.http.listen;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers each accepted socket until its connection takes it. Helidon's own view of a socket can
 * only be closed, and not be shut down for writing alone.
 *
 * <p>Used by the thread that accepts and by those that serve.
 */
public final class AcceptedSockets {
  private final Map<Ends, Socket> waiting = new ConcurrentHashMap<>();

  private record Ends(SocketAddress local, SocketAddress remote) {}

  /**
   * Returns the same options, which also remember each socket that Helidon configures: it does so
   * once for each, before it serves the connection.
   */
  public SocketOptions remembering(SocketOptions usual) {
    return new RememberingOptions(usual, this);
  }

  /** Returns the socket of a new connection; empty if that is closed by now. */
  public Optional<Socket> take(ConnectionContext context) {
    return Optional.ofNullable(
        waiting.remove(new Ends(context.localPeer().address(), context.remotePeer().address())));
  }

  private void remember(Socket socket) {
    // Of connections that ended before they were served.
    waiting.values().removeIf(Socket::isClosed);
    waiting.put(new Ends(socket.getLocalSocketAddress(), socket.getRemoteSocketAddress()), socket);
  }

  private record RememberingOptions(SocketOptions usual, AcceptedSockets sockets)
      implements SocketOptions {

    @Override
    public void configureSocket(Socket socket) {
      usual.configureSocket(socket);
      sockets.remember(socket);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
      return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
      return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
      return usual.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
      return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
      return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
      return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
      return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
      return usual.tcpNoDelay();
    }
  }
}
