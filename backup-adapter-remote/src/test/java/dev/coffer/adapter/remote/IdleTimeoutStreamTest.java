package dev.coffer.adapter.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.drives.StorageUnavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IdleTimeoutStreamTest {

  @Test
  void bytesThatComeAreNotChanged() throws IOException {
    var bytes = new byte[] {1, -2, 3};

    try (var stream =
        new IdleTimeoutStream(new ByteArrayInputStream(bytes), Duration.ofSeconds(5))) {
      assertThat(stream.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void bytesThatNeverComeAreGivenUp() throws IOException {
    try (var stream = new IdleTimeoutStream(new Silent(), Duration.ofMillis(100))) {
      assertThatThrownBy(stream::read)
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("no data received for");
    }
  }

  /** Its reader waits until it is closed, as that of the client does. */
  private static final class Silent extends InputStream {

    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("closed");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
