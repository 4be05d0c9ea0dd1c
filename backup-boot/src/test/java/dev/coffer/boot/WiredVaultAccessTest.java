package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import dev.coffer.application.Durations;
import dev.coffer.boot.config.LogConfig;
import dev.coffer.boot.config.ServerConfig;
import dev.coffer.embedded.DataDirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the options of a command to the configuration and what is built from it. */
class WiredVaultAccessTest {

  @TempDir private Path folder;

  private final List<LogConfig> logging = new ArrayList<>();

  private ConfiguredVault local(ConfigArguments arguments, Map<String, String> environment) {
    return (ConfiguredVault) access(environment).local(arguments);
  }

  private WiredVaultAccess access(Map<String, String> environment) {
    return new WiredVaultAccess(
        environment,
        ExternalDrives.none(),
        Durations.DEFAULT,
        new RandomIdentifiers(),
        Clock.systemUTC(),
        logging::add);
  }

  private ConfigArguments data(Path data) {
    return new ConfigArguments(
        Optional.empty(),
        Optional.of(data.toString()),
        Optional.empty(),
        Optional.of("0"),
        Optional.empty());
  }

  @Test
  void theOptionsReachTheConfiguration() {
    var arguments =
        new ConfigArguments(
            Optional.empty(),
            Optional.of(folder.toString()),
            Optional.of("localhost"),
            Optional.of("9000"),
            Optional.empty());

    var config = local(arguments, Map.of()).read().config();

    assertThat(config.server()).isEqualTo(new ServerConfig("localhost", 9000, false));
    assertThat(config.data()).isEqualTo(folder);
  }

  @Test
  void theFactsAreThoseOfTheConfiguration() {
    var environment = Map.of("COFFER_SERVER_ADMIN_PORT", "8081", "COFFER_PROT", "1");

    var facts = local(data(folder.resolve("x/../data")), environment).facts();

    assertThat(facts.url()).isEqualTo("http://127.0.0.1:0");
    assertThat(facts.metricsUrl()).contains("http://127.0.0.1:8081/metrics");
    assertThat(facts.index()).isEqualTo("embedded");
    assertThat(facts.data()).isEqualTo(folder.resolve("data"));
    assertThat(facts.drives()).extracting(drive -> drive.label()).containsExactly("local");
    assertThat(facts.warnings()).hasSize(1);
  }

  @Test
  void theLogIsSetUpBeforeTheVaultStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("data"), "in the way");

    assertThatThrownBy(() -> access(Map.of()).toServe(data(file)).serve())
        .hasMessageContaining("data");

    assertThat(logging).containsExactly(LogConfig.DEFAULT);
  }

  @Test
  void aDirectoryInUseIsOneSentence() throws IOException {
    Files.writeString(folder.resolve("vault.key"), "p1 pepper\n");
    var environment = Map.of("COFFER_DATA", folder.toString());

    try (var _ = DataDirectoryLock.acquire(folder.resolve("lock"), Clock.systemUTC())) {
      var run = CommandRun.of(environment, "system", "list");

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("is in use by this process").hasLineCount(1);
    }
  }

  @Test
  void plainHttpForOtherMachinesNeedsAWord() {
    var run = CommandRun.of(Map.of(), "serve", "--host", "0.0.0.0", "--data", folder.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("server.allow-plain-http");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void configCheckTellsAllProblems() throws IOException {
    var file = Files.writeString(folder.resolve("c.yaml"), "server: {port: x}\nfoo: 1\n");

    var run = CommandRun.of(Map.of(), "config", "check", "--config", file.toString());
    var json = CommandRun.of(Map.of(), "config", "check", "--config", file.toString(), "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("server.port: \"x\"", "foo: unknown key").hasLineCount(3);
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.out()).startsWith("{\"valid\":false,\"problems\":[\"foo");
  }

  @Test
  void configCheckPassesAGoodConfigurationAndWarns() {
    var run = CommandRun.of(Map.of("COFFER_PROT", "1"), "config", "check");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("The configuration is valid.\n");
    assertThat(run.err()).startsWith("warning: COFFER_PROT is not a variable that Coffer knows");
  }
}
