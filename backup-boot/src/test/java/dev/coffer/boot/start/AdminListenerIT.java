package dev.coffer.boot.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminListenerIT {

  @TempDir private Path temporary;

  @Test
  void aMainListenerThatIsOverItsLimitsRefusesNoHealth() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    var oneConnection =
        Map.of("COFFER_SERVER_ADMIN_PORT", "0", "COFFER_SERVER_LIMITS_MAX_CONNECTIONS", "1");
    try (ServedVault vault = ServedVault.start(Main.class, data, oneConnection, "-Xmx256m");
        var only = new Socket(vault.base().getHost(), vault.base().getPort());
        var waiting = new Socket(vault.base().getHost(), vault.base().getPort())) {
      ping(only);
      assertThat(only.getInputStream().read()).isEqualTo('H');
      ping(waiting);

      for (String path : List.of("/ping", "/ready", "/metrics")) {
        assertThat(Appliance.statusOf(vault.metrics().resolve(path))).as(path).isEqualTo(200);
      }
      Eventually.eventually(
          "health", () -> Appliance.statusOf(vault.metrics().resolve("/health")) == 200);
      assertThat(waiting.getInputStream().available()).isZero();
    }
  }

  private static void ping(Socket socket) throws Exception {
    socket
        .getOutputStream()
        .write("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
