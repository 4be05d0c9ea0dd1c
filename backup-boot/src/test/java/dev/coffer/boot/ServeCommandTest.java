package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.config.LogConfig;
import dev.coffer.boot.config.ServerConfig;
import dev.coffer.boot.config.VaultConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

  private final FakeVault vault = new FakeVault();

  @TempDir private Path folder;

  @Test
  void aNewVaultIsExplainedAndTheLastLineSaysReady() {
    var run = vault.run("serve", "--data", folder.resolve("it's here").toString());

    var quoted = "'" + folder.resolve("it") + "'\\''s here/first-system.netrc'";
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .contains(
            "  curl -sS --netrc-file "
                + quoted
                + " -H 'X-Filename: hosts.bin' -T /etc/hosts"
                + " -X POST http://127.0.0.1:8080/api/systems/backups")
        .contains(
            "  curl -sS --netrc-file " + quoted + " http://127.0.0.1:8080/api/systems/backups")
        .contains("  " + folder.resolve("it's here/vault.key"))
        .endsWith("coffer is ready on http://127.0.0.1:8080");
  }

  @Test
  void aVaultInUseOnlySaysReadyOnThePortReallyTaken() {
    vault.isNew = false;
    vault.port = 45_678;

    var run = vault.run("serve", "--port", "0", "--data", folder.toString());

    assertThat(run.out()).isEqualTo("coffer is ready on http://127.0.0.1:45678\n");
  }

  @Test
  void theAdminListenerIsToldBeforeTheLastLine() {
    vault.isNew = false;
    vault.adminPort = 45_679;
    vault.environment.put("COFFER_SERVER_ADMIN_PORT", "0");

    var run = vault.run("serve", "--data", folder.toString());

    assertThat(run.out())
        .isEqualTo(
            "metrics on http://127.0.0.1:45679/metrics\ncoffer is ready on http://127.0.0.1:8080\n");
  }

  @Test
  void theOptionsReachTheConfigurationAndTheLogIsSetUp() {
    vault.run("serve", "--host", "localhost", "--port", "9000", "--data", folder.toString());

    assertThat(vault.asked)
        .contains(LogConfig.DEFAULT)
        .anyMatch(asked ->
            asked instanceof VaultConfig config
                && config.server().equals(new ServerConfig("localhost", 9000, false)));
  }

  @Test
  void theVaultIsClosedWhenItEnds() {
    vault.run("serve", "--data", folder.toString());

    assertThat(vault.closed).isEqualTo(1);
  }

  @Test
  void noSecretIsPrinted() {
    var run = vault.run("serve", "--data", folder.toString());

    assertThat(run.out() + run.err()).doesNotContain("cs1_", "ck1_");
  }

  @Test
  void plainHttpForOtherMachinesNeedsAWord() {
    var run = vault.run("serve", "--host", "0.0.0.0", "--data", folder.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("server.allow-plain-http");
    assertThat(vault.asked).isEmpty();
  }
}
