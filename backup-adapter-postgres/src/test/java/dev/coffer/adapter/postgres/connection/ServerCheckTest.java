package dev.coffer.adapter.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.adapter.postgres.connection.ServerCheck.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {

  private static final ServerCheck STRICT = new ServerCheck("jdbc:postgresql://db/vault", false);
  private static final ServerCheck LENIENT = new ServerCheck("jdbc:postgresql://db/vault", true);

  private static Facts facts(String fsync, String fullPageWrites, String synchronousCommit) {
    return new Facts(
        15, "15.0", false, "off", fsync, fullPageWrites, synchronousCommit, "on", "UTF8");
  }

  @Test
  void aDurablePrimaryIsAcceptedWithoutAWarning() {
    assertThat(STRICT.judge(facts("on", "on", "on"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"fsync, off, on", "full_page_writes, on, off"})
  void unsafeDurabilityIsRefusedOrIsAWarningWhenTheOperatorAcceptsIt(
      String setting, String fsync, String fullPageWrites) {
    var unsafe = facts(fsync, fullPageWrites, "on");

    assertThatThrownBy(() -> STRICT.judge(unsafe))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageStartingWith(
            "index: %s: \"off\" on jdbc:postgresql://db/vault (expected: on, ".formatted(setting))
        .hasMessageContaining("index.allow-unsafe-durability: true");
    assertThat(LENIENT.judge(unsafe))
        .singleElement()
        .asString()
        .startsWith("index: %s: \"off\"".formatted(setting))
        .contains("can be lost");
  }

  @ParameterizedTest
  @CsvSource({"off", "local", "remote_write"})
  void sessionsThatDoNotWaitForTheDiskAreRefusedWhateverTheOperatorAccepts(String value) {
    assertThatThrownBy(() -> LENIENT.judge(facts("on", "on", value)))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageStartingWith("index: synchronous_commit: \"%s\"".formatted(value));
  }

  @Test
  void anOldServerIsRefused() {
    assertThatThrownBy(() ->
            LENIENT.judge(new Facts(14, "14.20", false, "off", "on", "on", "on", "on", "UTF8")))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageContaining("server_version: \"14.20\"")
        .hasMessageContaining("15 or newer");
  }

  @Test
  void aStandbyAndAReadOnlyDatabaseAreRefused() {
    assertThatThrownBy(
            () -> LENIENT.judge(new Facts(18, "18.6", true, "on", "on", "on", "on", "on", "UTF8")))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageContaining("standby");
    assertThatThrownBy(
            () -> LENIENT.judge(new Facts(18, "18.6", false, "on", "on", "on", "on", "on", "UTF8")))
        .isInstanceOf(UnfitServerException.class)
        .hasMessageContaining("default_transaction_read_only: \"on\"");
  }

  @Test
  void aDatabaseThatCannotKeepEveryTextIsRefused() {
    assertThatThrownBy(() ->
            LENIENT.judge(new Facts(18, "18.6", false, "off", "on", "on", "on", "on", "SQL_ASCII")))
        .isInstanceOf(UnfitServerException.class)
        .hasMessage(
            "index: server_encoding: \"SQL_ASCII\" on jdbc:postgresql://db/vault (expected: UTF8; create the database with: encoding 'UTF8' template template0)");
  }

  @Test
  void missingChecksumsAreAWarning() {
    assertThat(STRICT.judge(new Facts(18, "18.6", false, "off", "on", "on", "on", "off", "UTF8")))
        .singleElement()
        .asString()
        .contains("data_checksums: \"off\"");
  }
}
