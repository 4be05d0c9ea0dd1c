package dev.coffer.adapter.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyCommandTest {

  private static final UUID ID = UUID.fromString("b4c3f1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1b");

  private final FakeVault vault = new FakeVault();
  private final List<ApiKeys.AddCommand> added = new ArrayList<>();

  private void accept() {
    vault.addApiKey =
        command -> {
          added.add(command);
          return new ApiKeys.Added(ID, new Secret("ck1_the-key"));
        };
  }

  private static ApiKey key(Optional<Instant> expires, Optional<Instant> revoked) {
    return new ApiKey(
        ID,
        "laptop",
        Role.OPERATOR,
        Optional.of("Acme"),
        Optional.empty(),
        Instant.parse("2026-11-22T10:00:00.123Z"),
        expires,
        revoked);
  }

  @Test
  void addPrintsTheKeyOnce() {
    accept();

    var run = vault.run("key", "add", "laptop", "--role", "reader");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("id   " + ID + "\nkey  ck1_the-key\n");
    assertThat(run.err()).contains("cannot show it again");
    assertThat(added)
        .containsExactly(
            new ApiKeys.AddCommand("laptop", Role.READER, Optional.empty(), Duration.ZERO));
  }

  @Test
  void addTakesEverythingThatAKeyHas() {
    accept();

    var run =
        vault.run(
            "key",
            "add",
            "laptop",
            "--role",
            "OPERATOR",
            "--organization",
            "Acme",
            "--expires",
            "90d",
            "--json");

    assertThat(added)
        .containsExactly(
            new ApiKeys.AddCommand(
                "laptop", Role.OPERATOR, Optional.of("Acme"), Duration.ofDays(90)));
    assertThat(run.out())
        .isEqualTo(
            """
            {"id":"b4c3f1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1b","name":"laptop","key":"ck1_the-key",\
            "role":"operator","organization":"Acme","expires_in_seconds":7776000}
            """);
  }

  @Test
  void addTellsWhyNotInOneSentence() {
    var taken = vault.run("key", "add", "laptop", "--role", "reader");
    vault.addApiKey = command -> new ApiKeys.UnknownOrganization();
    var nowhere = vault.run("key", "add", "laptop", "--role", "reader", "--organization", "X");

    assertThat(taken.code()).isEqualTo(1);
    assertThat(taken.err()).startsWith("coffer: an API key named \"laptop\" already exists. ");
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).isEqualTo("coffer: there is no organization \"X\"\n");
  }

  @Test
  void aWrongArgumentIsWrongUsageAndReachesNothing() {
    assertThat(vault.run("key", "add", "laptop").code()).isEqualTo(2);
    assertThat(vault.run("key", "add", "--role", "reader").code()).isEqualTo(2);
    var role = vault.run("key", "add", "laptop", "--role", "king");
    assertThat(role.code()).isEqualTo(2);
    assertThat(role.err()).contains("\"king\" (expected: one of [reader, operator, admin])");
    assertThat(vault.run("key", "add", "a", "--role", "admin", "--expires", "9").code())
        .isEqualTo(2);
    assertThat(vault.run("key", "add", "a", "--role", "admin", "--expires", "9999d").err())
        .contains("\"9999d\" (expected: at most 3650d)");
    assertThat(vault.sessions).isZero();
  }

  @Test
  void listTellsWhichKeysWork() {
    Instant at = Instant.parse("2027-02-20T10:00:00Z");
    vault.keys =
        List.of(
            new ApiKeys.Row(key(Optional.empty(), Optional.empty()), true),
            new ApiKeys.Row(key(Optional.of(at), Optional.empty()), false),
            new ApiKeys.Row(key(Optional.of(at), Optional.of(at)), false));

    var run = vault.run("key", "list");

    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).startsWith("ID        NAME    ROLE").endsWith("MADE BY"),
            one ->
                assertThat(one)
                    .isEqualTo("b4c3f1a0  laptop  operator  active   never       Acme  -"),
            two ->
                assertThat(two)
                    .isEqualTo("b4c3f1a0  laptop  operator  expired  2027-02-20  Acme  -"),
            three ->
                assertThat(three)
                    .isEqualTo("b4c3f1a0  laptop  operator  revoked  2027-02-20  Acme  -"));
    assertThat(vault.run("key", "list", "--json").out())
        .startsWith(
            "[{\"id\":\""
                + ID
                + "\",\"name\":\"laptop\",\"role\":\"operator\",\"state\":\"active\"")
        .contains("\"created_at\":\"2026-11-22T10:00:00Z\",\"expires_at\":null");
  }

  @Test
  void revokeTellsWhichKeyItWas() {
    vault.keys = List.of(new ApiKeys.Row(key(Optional.empty(), Optional.empty()), true));

    assertThat(vault.run("key", "revoke", "b4c3").out())
        .isEqualTo("The key laptop (" + ID + ") is revoked.\n");
    assertThat(vault.run("key", "revoke", "laptop", "--json").out())
        .isEqualTo(
            "{\"id\":\"" + ID + "\",\"name\":\"laptop\",\"made\":[],\"made_revoked\":false}\n");
    assertThat(vault.asked).containsExactly(ID, ID);
  }

  @Test
  void revokeRefusesWhatIsNoKeyOrMoreThanOne() {
    var unknown = vault.run("key", "revoke", "desk");
    var row = new ApiKeys.Row(key(Optional.empty(), Optional.empty()), true);
    vault.keys = List.of(row, row);
    var ambiguous = vault.run("key", "revoke", "b4");

    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err())
        .isEqualTo("coffer: there is no API key \"desk\", or it is already revoked\n");
    assertThat(ambiguous.code()).isEqualTo(1);
    assertThat(ambiguous.err())
        .startsWith("coffer: the ids of 2 keys begin with \"b4\". Give more of the id");
    assertThat(vault.asked).isEmpty();
  }

  private static ApiKeys.Row made(String name, UUID id, UUID maker) {
    return new ApiKeys.Row(
        new ApiKey(
            id,
            name,
            Role.READER,
            Optional.of("Acme"),
            Optional.of(maker),
            Instant.parse("2026-11-22T10:00:00Z"),
            Optional.empty(),
            Optional.empty()),
        true);
  }

  @Test
  void revokeOffersToRevokeWhatTheKeyHasMade() {
    UUID child = UUID.randomUUID();
    vault.keys =
        List.of(
            new ApiKeys.Row(key(Optional.empty(), Optional.empty()), true),
            made("child", child, ID),
            made("grandchild", UUID.randomUUID(), child),
            made("of another", UUID.randomUUID(), UUID.randomUUID()));

    var alone = vault.run("key", "revoke", "laptop");
    assertThat(vault.asked).containsExactly(ID);
    var withMade = vault.run("key", "revoke", "laptop", "--with-made");

    assertThat(alone.out())
        .endsWith(
            "It made keys that are not revoked: child, grandchild. To revoke them as well: coffer key revoke "
                + ID
                + " --with-made\n");
    assertThat(withMade.out())
        .endsWith("The keys that it made are revoked as well: child, grandchild\n");
    assertThat(vault.asked).containsExactly(ID, ID, "made by " + ID);
    assertThat(vault.run("key", "list").out()).containsPattern("child .*  laptop");
  }

  @Test
  void revokeOfANameThatTwoOrganizationsHaveAsksForTheId() {
    vault.keys = List.of(made("ops", UUID.randomUUID(), ID), made("ops", UUID.randomUUID(), ID));

    assertThat(vault.run("key", "revoke", "ops").err())
        .startsWith("coffer: 2 keys have the name \"ops\". Give the id, as in ");
    assertThat(vault.asked).isEmpty();
  }
}
