package dev.coffer.adapter.http.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * Where a server is to listen.
 *
 * @param host an address or a name of this machine
 * @param port 0 takes any free one
 */
public record ListenAddress(String host, int port) {

  private static final int FIRST_ORDINARY_PORT = 1024;

  /**
   * Tries the address without listening on it, so that no client connects in vain.
   *
   * @throws CannotListenException when nothing can listen there
   */
  public void requireFree() {
    InetAddress address = resolve();
    // Bound like a listener, which waits for no connection of an earlier one to be forgotten.
    try (var socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw refusal(address, e);
    }
  }

  private InetAddress resolve() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CannotListenException(
          false,
          "cannot listen on \"%s\": this name has no address. Choose an address of this machine, or 0.0.0.0 for all."
              .formatted(host));
    }
  }

  private CannotListenException refusal(InetAddress address, IOException e) {
    if (!canBind(address, 0)) {
      return new CannotListenException(
          false,
          "cannot listen on %s: this machine does not have that address. Choose an address of this machine, or 0.0.0.0 for all."
              .formatted(this));
    }
    if (e instanceof SocketException && String.valueOf(e.getMessage()).contains("denied")) {
      return new CannotListenException(
          true,
          "cannot listen on %s: this user has no right to use the port. Choose a port from %d on, or grant the capability CAP_NET_BIND_SERVICE."
              .formatted(this, FIRST_ORDINARY_PORT));
    }
    return taken();
  }

  /** Of the port, as somebody else listens there. */
  CannotListenException taken() {
    return new CannotListenException(
        true,
        PortHolder.of(port)
            .map(holder ->
                "cannot listen on %s: %s already listens on this port. Stop that process or choose another port."
                    .formatted(this, holder))
            .orElseGet(() ->
                "cannot listen on %s: another process already uses this port. Stop that process or choose another port."
                    .formatted(this)));
  }

  private static boolean canBind(InetAddress address, int port) {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The address or the port cannot be used; the message says why and what to do. */
  public static final class CannotListenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isPort;

    private CannotListenException(boolean isPort, String message) {
      super(message);
      this.isPort = isPort;
    }

    /** Whether another port helps; otherwise another address does. */
    public boolean isPort() {
      return isPort;
    }
  }
}
