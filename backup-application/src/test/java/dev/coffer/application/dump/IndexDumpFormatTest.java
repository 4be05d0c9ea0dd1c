package dev.coffer.application.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SignedLine;
import dev.coffer.application.dump.IndexDump.Grant;
import dev.coffer.application.dump.IndexDump.GrantedOn;
import dev.coffer.application.dump.IndexDump.Table;
import dev.coffer.application.dump.IndexDump.Totals;
import dev.coffer.domain.access.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Later versions must read these bytes, so the tests fix their format. */
class IndexDumpFormatTest {

  private static final UUID ID = UUID.fromString("11111111-2222-4333-8444-555555555555");

  private static final Keyring KEYRING =
      new Keyring(Map.of("p1", new Secret("pepper")), Map.of("m1", new Secret("key")));

  private static final IndexDump DUMP =
      new IndexDump(
          ID,
          Instant.parse("2026-03-01T12:00:00Z"),
          "025",
          "18.6",
          new Totals(1, 2, 3, Optional.of(Instant.parse("2026-03-01T11:00:00Z"))),
          List.of(new Table("organization", List.of("id", "name"), 1, 45, "ab".repeat(32))),
          List.of("2026_02", "2026_03"),
          17,
          List.of(
              new Grant(GrantedOn.TABLE, "vault", "backup", "coffer_service", "SELECT"),
              new Grant(GrantedOn.LATER_TABLES, "catalog", "", "reader", "SELECT")));

  private static final String LINE =
      "{\"v\":1,\"dump\":{\"vault_id\":\"11111111-2222-4333-8444-555555555555\","
          + "\"taken_at\":\"2026-03-01T12:00:00Z\",\"schema_version\":\"025\",\"postgres_version\":\"18.6\","
          + "\"totals\":{\"organizations\":1,\"systems\":2,\"backups\":3,\"newest_received_at\":\"2026-03-01T11:00:00Z\"},"
          + "\"tables\":[{\"name\":\"organization\",\"columns\":[\"id\",\"name\"],\"rows\":1,\"bytes\":45,\"sha256\":\""
          + "ab".repeat(32)
          + "\"}],\"audit_months\":[\"2026_02\",\"2026_03\"],\"snapshot_number\":17,"
          + "\"grants\":[{\"on\":\"TABLE\",\"schema\":\"vault\",\"name\":\"backup\",\"role\":\"coffer_service\",\"privilege\":\"SELECT\"},"
          + "{\"on\":\"LATER_TABLES\",\"schema\":\"catalog\",\"name\":\"\",\"role\":\"reader\",\"privilege\":\"SELECT\"}]}}";

  private final IndexDumpFormat format = new IndexDumpFormat(KEYRING);

  private static byte[] signed(String line) {
    return new SignedLine(KEYRING, "index dump").write(line);
  }

  @Test
  void theListIsOneLineOfJsonAndItsSignature() {
    assertThat(new String(format.write(DUMP), StandardCharsets.UTF_8))
        .startsWith(LINE + "\nm1 ")
        .hasLineCount(2);
  }

  @Test
  void bytesOfThisVersionAreRead() {
    assertThat(format.read(signed(LINE), "the dump")).isEqualTo(DUMP);
    assertThat(format.read(signed(LINE.replace("{\"v\"", "{\"more\":1,\"v\"")), "the dump"))
        .isEqualTo(DUMP);
  }

  @Test
  void changedBytesAreRefused() {
    byte[] bytes = format.write(DUMP);
    bytes[20] ^= 1;

    assertThatThrownBy(() -> format.read(bytes, "the dump"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the dump was changed, or signed with other keys than those of this vault (vault.key or secrets)");
  }

  @Test
  void aLaterFormatIsRefused() {
    assertThatThrownBy(() -> format.read(signed(LINE.replace("\"v\":1", "\"v\":2")), "the dump"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the dump was made by a newer version of Coffer. Restore it with that version.");
  }

  /** Names become parts of statements, so even a signed dump has no others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"organization\"/\"a; drop\"",
        "\"2026_02\"/\"2026_13\"",
        "\"025\"/\"25; x\"",
        "\"SELECT\"/\"all on x to y; --\"",
      })
  void aLineThatNoDumpHasIsRefused(String change) {
    String[] words = change.split("/", 2);

    assertThatThrownBy(() -> format.read(signed(LINE.replace(words[0], words[1])), "the dump"))
        .isInstanceOf(UserError.class)
        .hasMessage("the dump is not a dump of an index");
  }
}
