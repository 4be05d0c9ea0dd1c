package dev.coffer.adapter.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SystemCommandTest {

  private final FakeVault vault = new FakeVault();
  private final List<Systems.AddCommand> registered = new ArrayList<>();

  private void accept() {
    vault.addSystem =
        command -> {
          registered.add(command);
          return new Systems.Added(
              FakeVault.system(command.id().value(), command.label(), SystemState.ACTIVE),
              FakeVault.SECRET);
        };
  }

  @Test
  void addPrintsKeyAndSecret() {
    accept();

    var run = vault.run("system", "add", "NETH-1");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("key     NETH-1\nsecret  cs1_the-secret\n");
    assertThat(registered)
        .containsExactly(
            new Systems.AddCommand(
                new SystemId("NETH-1"), "default", "", ByteSize.ZERO, Scope.APPLIANCE_DEFAULT));
    assertThat(vault.closed).isEqualTo(vault.sessions).isEqualTo(1);
  }

  @Test
  void addTakesEverythingThatASystemHas() {
    accept();

    var run =
        vault.run(
            "system",
            "add",
            "NETH-1",
            "--organization",
            "Acme",
            "--label",
            "Front desk",
            "--cap",
            "50GiB",
            "--scope",
            "upload,rotate",
            "--json");

    assertThat(registered)
        .containsExactly(
            new Systems.AddCommand(
                new SystemId("NETH-1"),
                "Acme",
                "Front desk",
                new ByteSize(50L << 30),
                Set.of(Scope.UPLOAD, Scope.ROTATE)));
    assertThat(run.out())
        .isEqualTo(
            """
            {"key":"NETH-1","secret":"cs1_the-secret","organization":"Acme","label":"Front desk",\
            "cap_bytes":53687091200,"scopes":["upload","rotate"]}
            """);
  }

  @Test
  void addTellsWhyNotInOneSentence() {
    var taken = vault.run("system", "add", "NETH-1");
    vault.addSystem = command -> new Systems.UnknownOrganization();
    var ownerless = vault.run("system", "add", "NETH-1", "--organization", "Acme");

    assertThat(taken.code()).isEqualTo(1);
    assertThat(taken.out()).isEmpty();
    assertThat(taken.err())
        .isEqualTo(
            "coffer: a system with the key \"NETH-1\" already exists, possibly in another letter "
                + "case\n");
    assertThat(ownerless.code()).isEqualTo(1);
    assertThat(ownerless.err()).contains("no organization \"Acme\"").hasLineCount(1);
  }

  @Test
  void aWrongArgumentIsWrongUsageAndReachesNothing() {
    assertThat(vault.run("system", "add", "a b").code()).isEqualTo(2);
    assertThat(vault.run("system", "add").code()).isEqualTo(2);
    assertThat(vault.run("system", "add", "A", "--cap", "much").code()).isEqualTo(2);
    assertThat(vault.run("system", "add", "A", "--scope", "fly").code()).isEqualTo(2);
    assertThat(vault.run("system", "rotate", "A", "--overlap", "7").code()).isEqualTo(2);
    assertThat(vault.run("system").code()).isEqualTo(2);
    assertThat(vault.sessions).isZero();
  }

  @Test
  void listFits80ColumnsAndNeverCutsAKey() {
    var key = "K".repeat(30);
    vault.systems =
        List.of(
            FakeVault.profile(
                FakeVault.system(key, "A label of many words ".repeat(5), SystemState.SUSPENDED),
                "An organization of a long name"),
            FakeVault.profile(FakeVault.system("short", "", SystemState.ACTIVE), "default"));

    var run = vault.run("system", "list");

    assertThat(run.out().lines())
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.startsWith(key + "  suspended  1.5 GiB  50 GiB"))
        .hasSize(3);
  }

  @Test
  void listPrintsJsonForPrograms() {
    vault.systems =
        List.of(
            FakeVault.profile(FakeVault.system("NETH-1", "Desk", SystemState.ACTIVE), "default"));

    var printed = JsonMapper.shared().readTree(vault.run("system", "list", "--json").out());

    assertThat(printed)
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    [{"key":"NETH-1","organization":"default","label":"Desk","state":"active",\
                    "cap_bytes":53687091200,"used_bytes":1610612736}]
                    """));
  }

  @Test
  void suspendAndResumeChangeTheState() {
    var suspended = vault.run("system", "suspend", "NETH-1");
    var resumed = vault.run("system", "resume", "NETH-1", "--json");

    assertThat(vault.asked).containsExactly("NETH-1 SUSPENDED", "NETH-1 ACTIVE");
    assertThat(suspended.out()).isEqualTo("NETH-1 is now suspended\n");
    assertThat(resumed.out()).isEqualTo("{\"key\":\"NETH-1\",\"state\":\"active\"}\n");
  }

  @Test
  void rotatePrintsTheNewSecret() {
    var run = vault.run("system", "rotate", "NETH-1", "--overlap", "0", "--json");

    assertThat(run.out())
        .isEqualTo("{\"key\":\"NETH-1\",\"secret\":\"cs1_the-secret\",\"overlap_seconds\":0}\n");
    assertThat(vault.run("system", "rotate", "NETH-1").code()).isZero();
    assertThat(vault.asked).containsExactly("NETH-1 PT0S", "NETH-1 PT168H");
  }

  @Test
  void anUnknownSystemIsToldInOneSentence() {
    vault.systemExists = false;

    for (var command : List.of("suspend", "resume", "rotate")) {
      var run = vault.run("system", command, "NETH-1");

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("coffer: there is no system \"NETH-1\"\n");
    }
  }

  @Test
  void anIndexThatIsDownIsNoStackTrace() {
    vault.addSystem =
        command -> {
          throw new StorageUnavailable(
              "the index cannot be reached", new IllegalStateException("refused"));
        };

    var run = vault.run("system", "add", "NETH-1");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("coffer: the index cannot be reached\n");
  }
}
