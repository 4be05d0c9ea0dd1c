package dev.coffer.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.SocketException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class LogSetupTest {

  @Test
  void aConnectionThatIsCutAtTheEndIsNoError() {
    assertThat(logged(new RejectedExecutionException("ending"))).isEmpty();
  }

  @Test
  void aListenerThatBreaksIsOne() {
    assertThat(logged(new SocketException("Too many open files")))
        .contains("ERROR", "Too many open files");
  }

  /** What Helidon's listener tells of it, as standard error gets it. */
  private static String logged(Exception thrown) {
    PrintStream original = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      LogSetup.apply(LogConfig.DEFAULT);
      System.getLogger("io.helidon.webserver.ServerListener")
          .log(System.Logger.Level.ERROR, "told", thrown);
    } finally {
      System.setErr(original);
      LogSetup.apply(LogConfig.DEFAULT);
    }
    return bytes.toString(UTF_8);
  }
}
