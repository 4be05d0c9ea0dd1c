package dev.coffer.adapter.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Sends and receives raw bytes, to and from a server on this machine. */
public final class RawClient implements AutoCloseable {
  /** How long a test waits for an expected event; no assertion depends on it. */
  private static final int TIMEOUT_MILLIS = 20_000;

  /** The length of an encrypted alert of TLS 1.2 with AES-GCM: header, nonce, alert and tag. */
  private static final int CLOSE_NOTIFY_BYTES = 5 + 8 + 2 + 16;

  private static final int CLOSE_NOTIFY_TYPE = 21;

  private final RecordingSocket recording = new RecordingSocket();
  private Socket socket;
  private InputStream in;

  public RawClient(int port) throws IOException {
    this(port, InetAddress.getLoopbackAddress());
  }

  /** From an address of this machine; all of 127.0.0.0/8 are. */
  public RawClient(int port, InetAddress from) throws IOException {
    socket = recording;
    socket.bind(new InetSocketAddress(from, 0));
    // Small, and set before connecting, so that a client that does not read blocks the server soon.
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = socket.getInputStream();
  }

  /** Continues in TLS, after the handshake. */
  public RawClient secured(SSLContext context, String... protocols) throws IOException {
    var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", 0, true);
    if (protocols.length > 0) {
      tls.setEnabledProtocols(protocols);
    }
    tls.startHandshake();
    socket = tls;
    in = tls.getInputStream();
    return this;
  }

  /** Returns the name in the server's certificate. */
  public String peerName() throws IOException {
    return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
  }

  /** Keeps the last bytes that were received. */
  private static final class RecordingSocket extends Socket {
    private final byte[] tail = new byte[CLOSE_NOTIFY_BYTES];

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int count = super.read(bytes, offset, length);
          int kept = Math.min(Math.max(count, 0), tail.length);
          System.arraycopy(tail, kept, tail, 0, tail.length - kept);
          System.arraycopy(
              bytes, offset + Math.max(count, 0) - kept, tail, tail.length - kept, kept);
          return count;
        }
      };
    }
  }

  public record Reply(int status, Map<String, List<String>> headers, String body) {
    public String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  public RawClient send(String... lines) throws IOException {
    return sendRaw(String.join("\r\n", lines) + "\r\n\r\n");
  }

  public RawClient sendRaw(String bytes) throws IOException {
    return sendRaw(bytes.getBytes(ISO_8859_1));
  }

  public RawClient sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends until the server closes the connection, at most {@code times} times. */
  public long sendUntilClosed(byte[] bytes, long times) {
    long sent = 0;
    try {
      while (sent < times) {
        socket.getOutputStream().write(bytes);
        sent++;
      }
    } catch (IOException e) {
      return sent;
    }
    return sent;
  }

  /**
   * Sends one byte every 20 ms until the server closes the connection.
   *
   * @return whether it did within {@code bytes} bytes
   */
  public boolean isClosedWhileTrickling(char b, int bytes) throws IOException {
    socket.setSoTimeout(20);
    try {
      for (int sent = 0; sent < bytes; sent++) {
        socket.getOutputStream().write(b);
        if (hungUp()) {
          return true;
        }
      }
    } catch (SocketException | SSLException e) {
      return true;
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
    return false;
  }

  /**
   * Sends one byte every 20 ms until the server answers; the answer is left to be read.
   *
   * @return whether it did within {@code bytes} bytes
   */
  public boolean isAnsweredWhileTrickling(char b, int bytes) throws IOException {
    var pushed = new PushbackInputStream(in);
    in = pushed;
    socket.setSoTimeout(20);
    try {
      for (int sent = 0; sent < bytes; sent++) {
        socket.getOutputStream().write(b);
        int answer = answer();
        if (answer >= 0) {
          pushed.unread(answer);
          return true;
        }
      }
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
    return false;
  }

  private int answer() throws IOException {
    try {
      return in.read();
    } catch (SocketTimeoutException e) {
      return -1;
    }
  }

  private boolean hungUp() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** Resets the connection, as a client that crashes does. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public RawClient halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Reads the next reply, with a body of the length that it announces. */
  public Reply reply() throws IOException {
    Reply head = head();
    String length = head.header("content-length");
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return new Reply(head.status(), head.headers(), new String(body, ISO_8859_1));
  }

  /** Reads the next reply to HEAD, or only the head of another reply. */
  public Reply head() throws IOException {
    String statusLine = line();
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      var header = line.split(": ?", 2);
      headers.put(header[0], List.of(header[1]));
    }
    return new Reply(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, "");
  }

  /** Reads everything up to the end of the connection, or to its reset. */
  public String rest() throws IOException {
    var rest = new ByteArrayOutputStream();
    try {
      in.transferTo(rest);
    } catch (SocketException | SSLException e) {
      // A reset ends a connection too.
      return rest.toString(ISO_8859_1);
    }
    return rest.toString(ISO_8859_1);
  }

  /**
   * Does the same as {@link #rest()}, after shutting down the sending side, so that the server does
   * not linger.
   */
  public String restAfterHangingUp() throws IOException {
    try {
      halfClose();
    } catch (SocketException | SSLException e) {
      return rest();
    }
    return rest();
  }

  /**
   * Whether the server sent a TLS 1.2 close alert, rather than only closing the connection. The JDK
   * hides that from a reader; the last record on the network shows it.
   */
  public boolean endsInOrder() throws IOException {
    rest();
    return recording.tail[0] == CLOSE_NOTIFY_TYPE;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("connection closed after \"" + line.toString(ISO_8859_1) + "\"");
      }
      line.write(b);
    }
    var bytes = line.toByteArray();
    return new String(Arrays.copyOf(bytes, bytes.length - 1), ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
