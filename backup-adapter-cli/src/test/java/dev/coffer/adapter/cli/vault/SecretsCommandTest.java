package dev.coffer.adapter.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.application.access.VaultKeys.Kind;
import dev.coffer.application.access.VaultKeys.Row;
import dev.coffer.application.access.VaultKeys.State;
import dev.coffer.application.access.VaultKeys.Uses;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretsCommandTest {

  private final FakeVault vault = new FakeVault();

  @Test
  void theListShowsIdsTimesAndUses() {
    vault.keyRows =
        List.of(
            new Row(
                Kind.PEPPER,
                "0a1b2c3d",
                State.CURRENT,
                Optional.of(Instant.parse("2026-12-01T10:00:00Z")),
                Optional.of(new Uses(12, 3))),
            new Row(Kind.MANIFEST_KEY, "1122aabb", State.NEXT, Optional.empty(), Optional.empty()));

    assertThat(vault.run("secrets", "list").out())
        .isEqualTo(
            """
            KIND          ID        STATE    MADE                  SECRETS  API KEYS
            pepper        0a1b2c3d  current  2026-12-01T10:00:00Z  12       3
            manifest-key  1122aabb  next     unknown               -        -
            """);
    assertThat(vault.run("secrets", "list", "--json").out())
        .isEqualTo(
            "[{\"kind\":\"pepper\",\"id\":\"0a1b2c3d\",\"state\":\"current\","
                + "\"made_at\":\"2026-12-01T10:00:00Z\",\"system_secrets\":12,\"api_keys\":3},"
                + "{\"kind\":\"manifest-key\",\"id\":\"1122aabb\",\"state\":\"next\","
                + "\"made_at\":null,\"system_secrets\":null,\"api_keys\":null}]\n");
  }

  @Test
  void aRotationSaysWhatToDoNext() {
    var run = vault.run("secrets", "rotate", "manifest-key");

    assertThat(run.code()).isZero();
    assertThat(vault.asked).containsExactly(Kind.MANIFEST_KEY);
    assertThat(run.out())
        .startsWith("The new manifest-key 0a1b2c3d is in vault.key.\n")
        .contains("Copy vault.key", "Restart the server.");
  }

  @Test
  void anotherKindIsAnErrorOfUsage() {
    var run = vault.run("secrets", "rotate", "password");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("\"password\" (expected: pepper or manifest-key)");
    assertThat(vault.asked).isEmpty();
  }

  @Test
  void aKeyIsRemovedByItsId() {
    assertThat(vault.run("secrets", "remove", "0a1b2c3d").out())
        .isEqualTo("The key 0a1b2c3d was removed.\n");
    assertThat(vault.asked).containsExactly("remove 0a1b2c3d");
  }
}
