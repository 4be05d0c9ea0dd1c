package dev.coffer.boot.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few rounds of the soak program; run it for hours by {@code scripts/soak}. */
@Tag("faults")
@Timeout(600)
class SoakIT {

  private static final int ROUNDS = 5;

  @TempDir private Path temporary;

  @Test
  void randomOperationsAndFaultsLeaveWhatTheModelHas() throws Exception {
    long seed = new SecureRandom().nextLong();
    var printed = new ByteArrayOutputStream();
    try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var soak = new Soak(temporary, seed, out)) {
      for (int i = 0; i < ROUNDS; i++) {
        soak.round();
      }
    } finally {
      System.out.print(printed.toString(StandardCharsets.UTF_8));
    }

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .startsWith("seed " + seed)
        .contains("100 operations, ");
  }
}
