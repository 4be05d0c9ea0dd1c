package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coffer.application.Durations;
import dev.coffer.application.UserError;
import dev.coffer.application.access.VaultKeys.Kind;
import dev.coffer.application.access.VaultKeys.Row;
import dev.coffer.application.access.VaultKeys.State;
import dev.coffer.application.access.VaultKeys.Uses;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real embedded index. */
class ConfiguredKeysIT {

  private static final SystemId SYSTEM = new SystemId("fw-1");

  private final RandomIdentifiers identifiers = new RandomIdentifiers();
  private final Clock clock = Clock.systemUTC();

  @TempDir private Path folder;

  private VaultConfig config(Map<String, String> environment) {
    var commandLine = new CommandLineSettings(Optional.empty(), Map.of("data", folder.toString()));
    return ConfigReader.read(commandLine, environment).config();
  }

  @Test
  void aPepperIsReplacedAndRemovedWhenNothingUsesIt() throws IOException {
    VaultConfig config = config(Map.of());
    Path file = config.files().keys();
    String old =
        KeyFile.readOrCreate(file, false, identifiers, clock).peppers().keySet().iterator().next();
    var keys = new ConfiguredKeys(config, identifiers, clock);
    var sessions = new Sessions(identifiers, clock, Durations.DEFAULT);

    try (var session = sessions.open(config, ExternalDrives.none())) {
      session.organizations().add(session.authority(), "Acme", ByteSize.ZERO);
      assertThat(
              session
                  .systems()
                  .add(
                      session.authority(),
                      new Systems.AddCommand(
                          SYSTEM, "Acme", "", ByteSize.ZERO, Duration.ZERO, Set.of(Scope.UPLOAD))))
          .isInstanceOf(Systems.Added.class);

      String replacement = keys.rotate(Kind.PEPPER);

      assertThat(keys.list())
          .filteredOn(row -> row.kind() == Kind.PEPPER)
          .extracting(Row::id, Row::state, row -> row.uses().orElseThrow())
          .containsExactly(
              tuple(replacement, State.NEXT, Uses.NONE), tuple(old, State.CURRENT, new Uses(1, 0)));
      assertThatThrownBy(() -> keys.rotate(Kind.PEPPER))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(replacement + " already waits");
      assertThatThrownBy(() -> keys.remove(old)).hasMessageContaining("is in use");

      // As the next start of a server does.
      KeyFile.useNext(file, clock);

      assertThat(keys.list())
          .filteredOn(row -> row.kind() == Kind.PEPPER)
          .extracting(Row::id, Row::state)
          .containsExactly(tuple(replacement, State.CURRENT), tuple(old, State.OLDER));
      assertThatThrownBy(() -> keys.remove(old))
          .hasMessageContaining("still has 1 secrets of systems and 0 API keys");

      SystemCredentials credentials = session.systemCredentials();
      credentials
          .list(session.authority(), SYSTEM)
          .orElseThrow()
          .forEach(
              facts -> credentials.revoke(session.authority(), SYSTEM, facts.credential().id()));
      keys.remove(old);
      assertThat(KeyFile.read(file).peppers().keySet()).containsExactly(replacement);
      Files.writeString(file, Files.readString(file).replace(" 20", "\n# 20"));
      assertThat(keys.list()).extracting(Row::madeAt).containsOnly(Optional.empty());
    }
  }

  @Test
  void keysOfTheConfigurationAreChangedThere() {
    var keys =
        new ConfiguredKeys(
            config(
                Map.of(
                    "COFFER_SECRETS_PEPPER", "pepper".repeat(6),
                    "COFFER_SECRETS_MANIFEST_KEY", "manifest".repeat(4))),
            identifiers,
            clock);

    assertThatThrownBy(() -> keys.rotate(Kind.MANIFEST_KEY))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("docs/configure.md");
    assertThatThrownBy(() -> keys.remove("0a1b2c3d")).isInstanceOf(UserError.class);
    assertThat(folder).isEmptyDirectory();
  }
}
