package dev.coffer.adapter.http.reply;

import dev.coffer.adapter.http.server.GuardedConnection;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * The only permitted way to send a body. Helidon on its own sends the body of a reply to HEAD, and
 * lets a reply end before its declared length, so that the client waits without end.
 */
public final class ResponseBody {
  private static final int PIECE = 64 * 1024;

  private ResponseBody() {}

  /** Writes a body; may end early by throwing. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Sends {@code body}; for HEAD only its length. */
  public static void send(ServerRequest request, ServerResponse response, byte[] body) {
    if (isHead(request)) {
      sendLength(response, body.length);
    } else {
      response.headers().contentLength(body.length);
      response.send(body);
    }
  }

  /** Does the same as {@link #send}, for a JSON body. */
  public static void json(ServerRequest request, ServerResponse response, byte[] body) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    send(request, response, body);
  }

  /**
   * Sends exactly {@code length} bytes from {@code writer}, which is not called for HEAD.
   *
   * @throws IllegalStateException if it wrote fewer. Before the first byte this becomes a 500,
   *     after it the connection breaks: a short body never looks complete
   */
  public static void stream(
      ServerRequest request, ServerResponse response, long length, Writer writer) {
    if (isHead(request)) {
      sendLength(response, length);
      return;
    }
    response.headers().contentLength(length);
    var out = new CountingStream(response.outputStream());
    try {
      writer.writeTo(out);
    } catch (IOException e) {
      // Unchecked, because Helidon takes a checked exception that is caused by a socket's exception
      // (from a drive's connection, for example) for a client that disconnected, and sends no
      // reply.
      throw new UncheckedIOException(e);
    }
    if (out.count != length) {
      throw new IllegalStateException(
          "response body: " + out.count + " bytes (expected: " + length + ")");
    }
  }

  /**
   * Sends the output of {@code writer}, whose length is not known beforehand; it is not called for
   * HEAD. If it throws after bytes were sent, the connection breaks: an incomplete reply never
   * looks complete.
   */
  public static void stream(ServerRequest request, ServerResponse response, Writer writer) {
    if (isHead(request)) {
      GuardedConnection.current().replyHasNoLength();
      response.send();
      return;
    }
    try {
      // Must not be closed here: Helidon sends the last chunk after the handler has returned.
      writer.writeTo(response.outputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the next {@code length} bytes of {@code source}, which stays open. */
  public static void copy(
      ServerRequest request, ServerResponse response, long length, InputStream source) {
    stream(request, response, length, out -> copy(source, length, out));
  }

  /** Sends 304 with the headers that were set so far, without a length. */
  public static void notModified(ServerResponse response) {
    response.status(Status.NOT_MODIFIED_304).send();
  }

  private static void copy(InputStream source, long length, OutputStream out) throws IOException {
    var piece = new byte[PIECE];
    long left = length;
    while (left > 0) {
      // Reads until the array is full, because a store's client may return much less at a time, and
      // each piece is a system call.
      int read = source.readNBytes(piece, 0, (int) Math.min(piece.length, left));
      if (read == 0) {
        return;
      }
      out.write(piece, 0, read);
      left -= read;
    }
  }

  private static boolean isHead(ServerRequest request) {
    return request.prologue().method().equals(Method.HEAD);
  }

  private static void sendLength(ServerResponse response, long length) {
    response.headers().contentLength(length);
    response.send();
  }

  private static final class CountingStream extends OutputStream {
    private final OutputStream out;
    private long count;

    CountingStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
