package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.Durations;
import dev.coffer.application.UserError;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.embedded.DataDirectoryLock;
import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultIT {

  @TempDir private Path temporary;

  @Test
  void aPortThatIsTakenWhileTheVaultStartsLeavesNothingRunning() throws IOException {
    Path data = ServedVault.dataIn(temporary);
    int port;
    try (var free = listening()) {
      port = free.getLocalPort();
    }
    VaultConfig config =
        ConfigReader.read(
                new CommandLineSettings(
                    Optional.empty(), Map.of("data", data.toString(), "server.port", "" + port)),
                Map.of())
            .config();
    var taken = new ArrayList<ServerSocket>();

    try {
      assertThatThrownBy(() ->
              Vault.start(
                      config,
                      ExternalDrives.none(),
                      Durations.DEFAULT,
                      new RandomIdentifiers(),
                      Clock.systemUTC(),
                      _ -> taken.add(listening(port)))
                  .close())
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("server.port: cannot listen on 127.0.0.1:" + port);
      assertThat(taken).hasSize(1);
    } finally {
      for (ServerSocket socket : taken) {
        socket.close();
      }
    }
    assertThat(EmbeddedPostgres.running(EmbeddedPostgresConfig.under(data))).isEmpty();
    DataDirectoryLock.acquire(config.files().lock(), Clock.systemUTC()).close();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
  }

  private static ServerSocket listening(int port) {
    try {
      return new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
