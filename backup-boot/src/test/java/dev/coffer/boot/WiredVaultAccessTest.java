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
import java.nio.file.attribute.PosixFilePermissions;
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
  void keysThatOthersCanReadAreRefusedWithTheCommandThatRepairsIt() throws IOException {
    Path keys = folder.resolve("vault.key");
    KeyFile.readOrCreate(keys, false, new RandomIdentifiers(), Clock.systemUTC());
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r-----"));
    var sentence =
        "the key file \"%1$s\" has mode rw-r----- and must not be accessible to other users: run chmod 600 \"%1$s\""
            .formatted(keys);

    var served = CommandRun.of(Map.of(), "serve", "--port", "0", "--data", folder.toString());
    var command = CommandRun.of(Map.of(), "system", "list", "--data", folder.toString());
    var check = CommandRun.of(Map.of(), "config", "check", "--data", folder.toString());

    assertThat(served.code()).isEqualTo(1);
    assertThat(served.err()).isEqualTo("coffer: " + sentence + "\n");
    assertThat(command.err()).isEqualTo("coffer: " + sentence + "\n");
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.err())
        .isEqualTo("coffer: the configuration cannot be used:\n  data: " + sentence + "\n");
  }

  @Test
  void aTlsKeyThatOthersCanReadIsRefusedBeforeAnythingIsStarted() throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), "key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Path certificate = Files.writeString(folder.resolve("certificate.pem"), "certificate");
    Path data = folder.resolve("data");
    var tls =
        Map.of(
            "COFFER_SERVER_TLS_CERTIFICATE", certificate.toString(),
            "COFFER_SERVER_TLS_PRIVATE_KEY", key.toString());
    var sentence =
        "server.tls: the private key file \"%1$s\" has mode rw-r--r-- and must not be accessible to other users: run chmod 600 \"%1$s\"\n"
            .formatted(key);

    var served = CommandRun.of(tls, "serve", "--port", "0", "--data", data.toString());
    var check = CommandRun.of(tls, "config", "check", "--data", data.toString());
    Files.delete(certificate);
    var missing = CommandRun.of(tls, "serve", "--port", "0", "--data", data.toString());

    assertThat(served.code()).isEqualTo(1);
    assertThat(served.err()).isEqualTo("coffer: " + sentence);
    assertThat(check.err()).endsWith("\n  " + sentence);
    assertThat(missing.err())
        .isEqualTo(
            "coffer: server.tls: \"%s\" cannot be read: it does not exist\n"
                .formatted(certificate));
    assertThat(data).doesNotExist();
  }

  @Test
  void configCheckPassesAGoodConfigurationAndWarns() {
    var run = CommandRun.of(Map.of("COFFER_PROT", "1"), "config", "check");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("The configuration is valid.\n");
    assertThat(run.err()).startsWith("warning: COFFER_PROT is not a variable that Coffer knows");
  }
}
