package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.coffer.adapter.http.RequestRefused;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DownloadPermitsTest {
  private final DownloadPermits permits = new DownloadPermits(1);
  private final AtomicInteger sent = new AtomicInteger();

  @Test
  void aDownloadTooManyIsRefusedAtOnceAndToldWhenToComeBack() throws IOException {
    permits.send(() ->
        assertThatExceptionOfType(RequestRefused.class)
            .isThrownBy(() -> permits.send(sent::incrementAndGet))
            .satisfies(refused -> {
              assertThat(refused.failure().status().code()).isEqualTo(503);
              assertThat(refused.failure().headers())
                  .containsExactly(Map.entry("Retry-After", "5"));
            }));

    assertThat(sent).hasValue(0);
  }

  @Test
  void aDownloadThatBreaksGivesItsPlaceBack() throws IOException {
    assertThatIOException()
        .isThrownBy(() ->
            permits.send(() -> {
              throw new IOException("client gone");
            }));

    permits.send(sent::incrementAndGet);

    assertThat(sent).hasValue(1);
  }
}
