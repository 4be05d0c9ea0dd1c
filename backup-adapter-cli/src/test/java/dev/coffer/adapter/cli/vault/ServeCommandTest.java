package dev.coffer.adapter.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    vault.url = "http://127.0.0.1:45678";

    var run = vault.run("serve", "--port", "0", "--data", folder.toString());

    assertThat(run.out()).isEqualTo("coffer is ready on http://127.0.0.1:45678\n");
  }

  @Test
  void theAdminListenerIsToldBeforeTheLastLine() {
    vault.isNew = false;
    vault.metricsUrl = Optional.of("http://127.0.0.1:45679/metrics");

    var run = vault.run("serve", "--data", folder.toString());

    assertThat(run.out())
        .isEqualTo(
            "metrics on http://127.0.0.1:45679/metrics\ncoffer is ready on http://127.0.0.1:8080\n");
  }

  @Test
  void theOptionsReachTheVault() {
    vault.run(
        "serve",
        "--host",
        "localhost",
        "--port",
        "9000",
        "--data",
        folder.toString(),
        "--log",
        "json");

    assertThat(vault.asked)
        .containsExactly(
            new ConfigArguments(
                Optional.empty(),
                Optional.of(folder.toString()),
                Optional.of("localhost"),
                Optional.of("9000"),
                Optional.of("json")));
  }

  @Test
  void theVaultIsClosedWhenItEnds() {
    vault.run("serve", "--data", folder.toString());

    assertThat(vault.closed).isEqualTo(1);
  }

  @Test
  void noSecretIsPrinted() throws IOException {
    Files.writeString(folder.resolve("first-system.netrc"), "login x password cs1_secret\n");
    Files.writeString(folder.resolve("operator.key"), "ck1_key\n");

    var run = vault.run("serve", "--data", folder.toString());

    assertThat(run.out() + run.err()).doesNotContain("cs1_", "ck1_");
  }
}
