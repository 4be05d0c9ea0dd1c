package dev.coffer.application.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.Durations;
import dev.coffer.application.Ticker;
import dev.coffer.application.drives.Digests;
import dev.coffer.application.upload.ReceivedBytes.BodyRejected;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.ContentDigests;
import dev.coffer.domain.backup.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReceivedBytesTest {

  private static final byte[] BODY = "a backup".getBytes(StandardCharsets.UTF_8);
  private static final Sha256 SHA256 = Sha256.of(Digests.sha256().digest(BODY));

  private final ElapsedTime time = new ElapsedTime();

  @Test
  void aCompleteBodyPassesAndIsHashed() throws IOException {
    ReceivedBytes received = received(BODY.length, Optional.of(SHA256));

    assertThat(received.readAllBytes()).isEqualTo(BODY);
    assertThat(received.digests()).isEqualTo(ContentDigests.of(SHA256));
  }

  @Test
  void aBodyThatEndsEarlyIsRejected() {
    assertThatThrownBy(() -> received(BODY.length + 1, Optional.empty()).readAllBytes())
        .isInstanceOf(BodyRejected.class)
        .hasMessage("the body ended 1 bytes early");
  }

  @Test
  void aBodyThatIsTooLongIsRejected() {
    assertThatThrownBy(() -> received(BODY.length - 1, Optional.empty()).readAllBytes())
        .isInstanceOf(BodyRejected.class)
        .hasMessageContaining("longer");
  }

  @Test
  void theLastBytesOfAWrongBodyAreNeverHandedOn() {
    ReceivedBytes received = received(BODY.length, Optional.of(Sha256.of(new byte[32])));
    var handedOn = new ByteArrayOutputStream();

    assertThatThrownBy(
            () -> {
              for (byte[] buffer = new byte[3]; ; ) {
                handedOn.write(buffer, 0, received.read(buffer, 0, buffer.length));
              }
            })
        .isInstanceOf(BodyRejected.class);
    assertThat(handedOn.size()).isLessThan(BODY.length);
  }

  @Test
  void aHolderThatCannotRenewItsLeaseStops() throws IOException {
    ReceivedBytes received = received(BODY.length, Optional.empty());
    assertThat(received.read()).isEqualTo('a');

    time.pause(Durations.Uploads.DEFAULT.fence());

    assertThatThrownBy(received::read)
        .isInstanceOf(BodyRejected.class)
        .hasMessageContaining("lease");
  }

  @Test
  void aRenewedLeaseStaysValid() throws IOException {
    Leases leases = leases(tokens -> tokens);
    ReceivedBytes received = received(leases);

    time.pause(Duration.ofSeconds(79));
    leases.run();
    time.pause(Duration.ofSeconds(79));

    assertThat(received.readAllBytes()).isEqualTo(BODY);
  }

  @Test
  void aLeaseThatEndedBeforeItsRenewalStaysEnded() {
    Leases leases = leases(_ -> Set.of());
    ReceivedBytes received = received(leases);

    time.pause(Duration.ofMinutes(10));
    leases.run();

    assertThatThrownBy(received::read)
        .isInstanceOf(BodyRejected.class)
        .hasMessageContaining("lease");
  }

  private static ReceivedBytes received(Leases leases) {
    return new ReceivedBytes(
        new ByteArrayInputStream(BODY),
        new ByteSize(BODY.length),
        Optional.empty(),
        Optional.empty(),
        leases.hold(UUID.randomUUID()),
        Optional.empty());
  }

  private ReceivedBytes received(long size, Optional<Sha256> announced) {
    return new ReceivedBytes(
        new ByteArrayInputStream(BODY),
        new ByteSize(size),
        announced,
        Optional.empty(),
        leases().hold(UUID.randomUUID()),
        Optional.empty());
  }

  private Leases leases() {
    return leases(tokens -> tokens);
  }

  /**
   * @param alive returns those of the given tokens whose leases the index still finds valid
   */
  private Leases leases(UnaryOperator<Set<UUID>> alive) {
    return new Leases(
        (tokens, _) -> alive.apply(Set.copyOf(tokens)), time, Durations.Uploads.DEFAULT);
  }

  /** Time passes only while something waits. */
  private static final class ElapsedTime implements Ticker {

    private long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
