package dev.coffer.adapter.http.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * The address that a server listens on.
 *
 * @param host an address or a name of this machine
 * @param port 0 = any free port
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
    // Bound in the same way as by a listener, which does not wait until the system has forgotten
    // connections of an earlier listener.
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
    return portInUse();
  }

  /** The failure for a port that another process uses. */
  public CannotListenException portInUse() {
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

  /** The address or the port cannot be used. The message says why and what to do. */
  public static final class CannotListenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isPort;

    private CannotListenException(boolean isPort, String message) {
      super(message);
      this.isPort = isPort;
    }

    /** Whether another port would help; otherwise another address would. */
    public boolean isPort() {
      return isPort;
    }
  }
}
