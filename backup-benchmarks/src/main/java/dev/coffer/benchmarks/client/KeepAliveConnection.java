package dev.coffer.benchmarks.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP/1.1 connection with as little client as possible around it: on a small machine the load
 * program takes its processor time from the server. Used by one thread.
 */
public final class KeepAliveConnection implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
  private static final int READ_TIMEOUT_MILLIS = 120_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[64 * 1024];

  private KeepAliveConnection(Socket socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = in;
    this.out = out;
  }

  public static KeepAliveConnection open(int port) throws IOException {
    var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    return new KeepAliveConnection(socket, socket.getInputStream(), socket.getOutputStream());
  }

  /** For the request's head, or a head with a small body. */
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** For a large body. */
  public OutputStream output() {
    return out;
  }

  /**
   * Reads a whole reply and forgets its body, all but the beginning.
   *
   * @return the head and as much of the body as came with it
   * @throws IOException unless the status is the expected one and all of the body came
   */
  public String receive(int expectedStatus) throws IOException {
    int filled = 0;
    int bodyAt = -1;
    while (bodyAt < 0) {
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count <= 0) {
        throw new IOException("the connection ended within a head of " + filled + " bytes");
      }
      bodyAt = bodyAt(Math.max(0, filled - 3), filled + count);
      filled += count;
    }
    String beginning = new String(buffer, 0, filled, ISO_8859_1);
    if (!beginning.startsWith("HTTP/1.1 " + expectedStatus)) {
      throw new IOException("reply: " + beginning + " (expected: " + expectedStatus + ")");
    }
    Matcher length = LENGTH.matcher(beginning).region(0, bodyAt);
    if (!length.find()) {
      throw new IOException("a reply without Content-Length");
    }
    long missing = Long.parseLong(length.group(1)) - (filled - bodyAt);
    while (missing > 0) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, missing));
      if (count < 0) {
        throw new IOException("the connection ended " + missing + " bytes before the body did");
      }
      missing -= count;
    }
    return beginning;
  }

  private int bodyAt(int from, int to) {
    for (int i = from; i + 3 < to; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
