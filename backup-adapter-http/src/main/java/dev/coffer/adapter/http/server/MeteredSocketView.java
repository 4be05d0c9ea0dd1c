package dev.coffer.adapter.http.server;

import io.helidon.common.buffers.BufferData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/**
 * A {@link MeteredSocket} in the form that the JDK's TLS requires. Closing it does nothing: the
 * owner of the connection closes the socket, after the client had time to read the last alert.
 *
 * <p>It has no socket of its own. For any method that is not overridden here, the JDK would open a
 * second socket, which nothing would close before garbage collection.
 */
public final class MeteredSocketView extends Socket {
  private final Received in;
  private final Sent out;

  /**
   * @throws SocketException never, but the superclass may
   */
  public MeteredSocketView(MeteredSocket socket) throws SocketException {
    super(new Nothing());
    this.in = new Received(socket);
    this.out = new Sent(socket);
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void close() {}

  @Override
  public void shutdownInput() {}

  @Override
  public void shutdownOutput() {}

  /** A socket without a descriptor, addresses or options. */
  private static final class Nothing extends SocketImpl {

    @Override
    protected void create(boolean stream) {}

    @Override
    protected void connect(String host, int port) {}

    @Override
    protected void connect(InetAddress address, int port) {}

    @Override
    protected void connect(SocketAddress address, int timeout) {}

    @Override
    protected void bind(InetAddress host, int port) {}

    @Override
    protected void listen(int backlog) {}

    @Override
    protected void accept(SocketImpl socket) {}

    @Override
    protected InputStream getInputStream() {
      return InputStream.nullInputStream();
    }

    @Override
    protected OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    protected int available() {
      return 0;
    }

    @Override
    protected void close() {}

    @Override
    protected void sendUrgentData(int data) {}

    @Override
    public void setOption(int option, Object value) {}

    @Override
    public Object getOption(int option) {
      return 0;
    }
  }

  private static final class Received extends InputStream {
    private final MeteredSocket socket;
    private byte[] bytes = {};
    private int position;

    Received(MeteredSocket socket) {
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      return fill() ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, target, offset, count);
      position += count;
      return count;
    }

    /** Waits for at least one byte. Returns whether there is one. */
    private boolean fill() throws IOException {
      if (position < bytes.length) {
        return true;
      }
      try {
        byte[] more = socket.receive();
        if (more == null) {
          return false;
        }
        bytes = more;
        position = 0;
        return true;
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private static final class Sent extends OutputStream {
    private final MeteredSocket socket;

    Sent(MeteredSocket socket) {
      this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        socket.send(BufferData.create(bytes, offset, length));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
