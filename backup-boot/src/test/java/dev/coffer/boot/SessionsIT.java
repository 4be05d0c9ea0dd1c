package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.Durations;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Organizations.Added;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.embedded.DataDirectoryLock;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real embedded index. */
class SessionsIT {

  private final RandomIdentifiers identifiers = new RandomIdentifiers();
  private final Sessions tools = new Sessions(identifiers, Clock.systemUTC(), Durations.DEFAULT);

  @TempDir private Path folder;
  private VaultConfig config;

  @BeforeEach
  void newDataDirectory() {
    var commandLine = new CommandLineSettings(Optional.empty(), Map.of("data", folder.toString()));
    config = ConfigReader.read(commandLine, Map.of()).config();
  }

  @Test
  void aVaultThatWasNeverStartedIsNotMadeByAQuestion() {
    assertThatThrownBy(() -> tools.open(config, ExternalDrives.none()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("coffer serve");
    assertThat(folder).isEmptyDirectory();
    assertThat(tools.find(config)).isEmpty();
  }

  @Test
  void theIndexIsStartedForTheMomentOrReachedWhereItRuns() {
    KeyFile.readOrCreate(config.files().keys(), false, identifiers, Clock.systemUTC());

    try (var starting = tools.open(config, ExternalDrives.none());
        var beside = tools.open(config, ExternalDrives.none())) {
      var registered =
          starting.organizations().add(Authority.ofVault("test"), "Acme", ByteSize.ZERO);

      assertThat(registered).isInstanceOf(Added.class);
      assertThat(beside.organizations().showNamed(beside.authority(), "Acme")).isPresent();
      assertThat(tools.find(config))
          .hasValueSatisfying(access -> assertThat(access.psql()).contains("psql -h 127.0.0.1"));
    }

    assertThat(tools.find(config)).isEmpty();
    DataDirectoryLock.acquire(config.files().lock(), Clock.systemUTC()).close();
  }
}
