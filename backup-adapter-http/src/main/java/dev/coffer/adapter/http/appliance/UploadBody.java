package dev.coffer.adapter.http.appliance;

import dev.coffer.application.upload.ApplianceBackups;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The body of an upload. When the sender has disconnected, the vault expects an {@link
 * IOException}; Helidon throws several unchecked exceptions instead.
 */
final class UploadBody implements ApplianceBackups.Body {
  private final ServerRequest request;

  UploadBody(ServerRequest request) {
    this.request = request;
  }

  /** Lets a sender begin that waits for {@code 100 Continue}. */
  @Override
  public InputStream open() throws IOException {
    return new Translated(translating(() -> request.content().inputStream()));
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T translating(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (InsufficientDataAvailableException e) {
      throw new IOException("the client closed the connection during the upload", e);
    } catch (CloseConnectionException e) {
      throw new IOException("the connection to the client was lost", e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static final class Translated extends FilterInputStream {
    Translated(InputStream body) {
      super(body);
    }

    @Override
    public int read() throws IOException {
      return translating(in::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return translating(() -> in.read(buffer, offset, length));
    }

    /**
     * Leaves the rest of the body to the server, which decides whether to read it or to close the
     * connection.
     */
    @Override
    public void close() {}
  }
}
