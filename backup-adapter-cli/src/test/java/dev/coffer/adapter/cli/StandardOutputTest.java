package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault.Run;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** What is printed and does not arrive is no success. */
class StandardOutputTest {

  private static final String FULL = "No space left on device";

  private final FakeVault vault = new FakeVault();

  /** A file on a disk with room for so many bytes. */
  private static OutputStream withRoomFor(int bytes, String reason) {
    return new OutputStream() {
      private int left = bytes;

      @Override
      public void write(int octet) throws IOException {
        if (left == 0) {
          throw new IOException(reason);
        }
        left--;
      }
    };
  }

  @Test
  void aCommandWhoseOutputCannotBeWrittenHasFailed() {
    Run run = vault.runInto(withRoomFor(3, FULL), "version");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "coffer: standard output cannot be written, so it is incomplete: No space left on device\n");
  }

  @Test
  void aReaderThatHasSeenEnoughNeedsNoSentenceButIsNoSuccess() {
    Run run = vault.runInto(withRoomFor(0, "Broken pipe"), "version");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
  }

  /** Network file systems report only then that there was no room. */
  @Test
  void aFailureAtTheEndCountsToo() {
    var out =
        new OutputStream() {
          @Override
          public void write(int octet) {}

          @Override
          public void close() throws IOException {
            throw new IOException("Disk quota exceeded");
          }
        };

    Run run = vault.runInto(out, "version");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Disk quota exceeded");
  }

  @Test
  void helpIsOutputLikeAnyOther() {
    assertThat(vault.runInto(withRoomFor(10, FULL), "--help").code()).isEqualTo(1);
  }

  @Test
  void theExitCodeOfWrongUsageStays() {
    assertThat(vault.runInto(withRoomFor(0, FULL), "no-such-command").code()).isEqualTo(2);
  }
}
