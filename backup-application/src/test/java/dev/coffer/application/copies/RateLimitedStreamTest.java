package dev.coffer.application.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.Ticker;
import dev.coffer.domain.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitedStreamTest {

  private final ElapsedTime time = new ElapsedTime();

  private InputStream paced(int bytes, long perSecond) {
    return new RateLimitedStream(
        new ByteArrayInputStream(new byte[bytes]), new ByteSize(perSecond), time);
  }

  @Test
  void bytesTakeAsLongAsTheirRateSays() throws IOException {
    paced(1_000_000, 100_000).transferTo(OutputStream.nullOutputStream());

    assertThat(time.elapsed).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aSlowSourceIsNotSlowedFurther() throws IOException {
    InputStream bytes = paced(1_000, 1_000);
    time.elapsed = Duration.ofHours(1);

    bytes.transferTo(OutputStream.nullOutputStream());

    assertThat(time.elapsed).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void withoutARateNothingWaits() throws IOException {
    paced(1_000_000, 0).transferTo(OutputStream.nullOutputStream());

    assertThat(time.elapsed).isZero();
  }

  @Test
  void singleBytesCountToo() throws IOException {
    InputStream bytes = paced(2, 1);

    assertThat(bytes.read()).isZero();
    assertThat(bytes.read()).isZero();
    assertThat(bytes.read()).isEqualTo(-1);
    assertThat(time.elapsed).isEqualTo(Duration.ofSeconds(2));
  }

  /** Time passes only while something waits. */
  private static final class ElapsedTime implements Ticker {

    private Duration elapsed = Duration.ZERO;

    @Override
    public long nanos() {
      return elapsed.toNanos();
    }

    @Override
    public void pause(Duration duration) {
      elapsed = elapsed.plus(duration);
    }
  }
}
