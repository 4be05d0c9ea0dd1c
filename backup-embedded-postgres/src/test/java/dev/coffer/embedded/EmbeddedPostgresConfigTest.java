package dev.coffer.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresConfigTest {

  private static final Path FOLDER = Path.of("/vault");

  @Test
  void theUsualLayoutIsUnderOneFolder() {
    assertThat(EmbeddedPostgresConfig.under(FOLDER))
        .isEqualTo(
            new EmbeddedPostgresConfig(
                FOLDER.resolve("postgres"),
                FOLDER.resolve("postgres-programs"),
                FOLDER.resolve("postgres.password"),
                EmbeddedPostgresConfig.DEFAULT_START_TIMEOUT,
                Map.of()));
  }

  @Test
  void thePasswordAndTheProgramsStayOutOfTheDataDirectory() {
    var data = FOLDER.resolve("postgres");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(data, FOLDER, data.resolve("password"), Duration.ofSeconds(1)))
        .withMessageStartingWith("dataDirectory: \"/vault/postgres\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            config(data, data.resolve("bin"), FOLDER.resolve("password"), Duration.ofSeconds(1)));
  }

  @Test
  void aStartIsGivenAtLeastOneSecond() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> config(FOLDER.resolve("a"), FOLDER, FOLDER.resolve("b"), Duration.ofMillis(999)))
        .withMessage("startTimeout: PT0.999S (expected: at least one second)");
  }

  @Test
  void everyMachineGetsItsProgramsOrASentence() {
    assertThat(PostgresBinaries.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(PostgresBinaries.platform("Linux", "aarch64")).isEqualTo("linux-arm_64");
    assertThatThrownBy(() -> PostgresBinaries.platform("Mac OS X", "aarch64"))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("Mac OS X")
        .hasMessageContaining("index.url");
    assertThatThrownBy(() -> PostgresBinaries.platform("Linux", "riscv64"))
        .isInstanceOf(EmbeddedPostgresException.class);
  }

  @Test
  void aConnectionPrintsNoPassword() {
    var connection = new IndexConnection(40123, "coffer", "hidden", Path.of("/vault/it's"));

    assertThat(connection.toString()).doesNotContain("hidden").contains("***");
    assertThat(connection.jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:40123/coffer");
    assertThat(connection.psqlCommand())
        .isEqualTo(
            "PGPASSWORD=\"$(cat '/vault/it'\\''s')\" psql -h 127.0.0.1 -p 40123 -U coffer -d coffer");
  }

  private static EmbeddedPostgresConfig config(
      Path data, Path binaries, Path password, Duration timeout) {
    return new EmbeddedPostgresConfig(data, binaries, password, timeout, Map.of());
  }
}
