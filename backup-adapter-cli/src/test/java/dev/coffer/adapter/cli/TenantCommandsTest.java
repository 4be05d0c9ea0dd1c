package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.testkit.fixture.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on tenants, over a vault in memory. */
class TenantCommandsTest {

  @TempDir private Path temporary;

  private final FakeVault vault = new FakeVault();
  private Organization organization;
  private String system;

  @BeforeEach
  void addTenant() {
    Tenant tenant = Tenant.register(vault.memory.ports());
    tenant.store(10);
    organization = tenant.organization();
    system = tenant.caller().systemId().value();
  }

  @Test
  void aFileOfSystemsIsAddedOnce() throws IOException {
    Path file = temporary.resolve("systems.csv");
    Files.writeString(
        file, "key,organization\nNETH-1,%1$s\nNETH-2,%1$s\n".formatted(organization.name()));

    var first = vault.run("system", "import", file.toString());
    var again = vault.run("system", "import", file.toString(), "--json");

    assertThat(first.code()).isZero();
    assertThat(first.out()).containsPattern("NETH-1  cs1_\\S+\nNETH-2  cs1_");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.out()).contains("\"status\":\"refused\"").doesNotContain("cs1_");
  }

  @Test
  void secretsThatWereMadeAreToldAlsoWhenTheIndexGoesAway() throws IOException {
    Path file = temporary.resolve("systems.csv");
    Files.writeString(
        file, "key,organization\nNETH-1,%1$s\nNETH-2,%1$s\n".formatted(organization.name()));
    vault.bar = new GoesAwayAfterOne();

    var run = vault.run("system", "import", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("NETH-1", "cs1_").doesNotContain("NETH-2");
    assertThat(run.err()).contains("the index is gone");
  }

  private static final class GoesAwayAfterOne implements Progress.Bar {
    @Override
    public void reached(long done) {
      throw new StorageUnavailable("the index is gone");
    }

    @Override
    public void close() {}
  }

  @Test
  void aRowThatIsNoTextIsNamedAndNothingIsAdded() throws IOException {
    Path table = temporary.resolve("systems.csv");
    Path lines = temporary.resolve("systems.jsonl");
    Files.writeString(
        table,
        "key,organization,label\nNETH-1,%1$s,x\nNETH-2,%1$s,\0\n".formatted(organization.name()));
    Files.writeString(
        lines,
        "{\"key\":\"NETH-1\",\"organization\":\"%s\",\"label\":\"\\ud800\"}\n"
            .formatted(organization.name()));

    assertThat(vault.run("system", "import", table.toString()).err())
        .isEqualTo(
            "coffer: %s: line 3: unreadable text (expected: text without the character NUL and unpaired surrogates)\n"
                .formatted(table));
    assertThat(vault.run("system", "import", lines.toString()).err())
        .startsWith("coffer: %s: line 1: unreadable text".formatted(lines));
    assertThat(vault.run("system", "list").out()).doesNotContain("NETH-");
  }

  @Test
  void aFileThatIsNoTableIsOneSentence() throws IOException {
    Path file = Files.writeString(temporary.resolve("systems.csv"), "name\nx\n");

    var run = vault.run("system", "import", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("header: \"name\" (expected: key,organization,label)");
  }

  @Test
  void aSystemIsChangedAndTheChangeIsAnEventOfTheUser() {
    var run = vault.run("system", "set", system, "--state", "paused", "--expect-every", "1d");

    assertThat(run.out()).isEqualTo(system + " is now paused\n");
    assertThat(vault.run("audit", "list", "--system", system, "--json").out())
        .contains("\"actor\":\"tester\"", "\"action\":\"system_changed\"", "state paused");
  }

  @Test
  void whatIsRetiredStaysSo() {
    vault.run("system", "set", system, "--state", "retired");

    for (var run :
        List.of(
            vault.run("system", "set", system, "--state", "active"),
            vault.run("system", "resume", system),
            vault.run("system", "suspend", system))) {
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("is retired");
    }
  }

  @Test
  void anOrganizationGetsAnotherNameAndQuota() {
    var run =
        vault.run("organization", "set", organization.name(), "--name", "Acme", "--quota", "1TiB");

    assertThat(run.out()).isEqualTo("Acme now has a quota of 1 TiB\n");
    assertThat(vault.run("organization", "set", "nobody", "--quota", "0").err())
        .contains("there is no organization \"nobody\"");
  }

  @Test
  void aSecondCredentialIsMadeAndEndsAtOnce() {
    var added = vault.run("credential", "add", system, "--scope", "list", "--json");
    String id = added.out().replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");

    assertThat(added.out()).contains("\"secret\":\"cs1_");
    assertThat(vault.run("credential", "add", system).code()).isEqualTo(1);
    assertThat(vault.run("credential", "revoke", system, id).code()).isZero();
    assertThat(vault.run("credential", "list", system).out())
        .containsPattern(id + "  revoked")
        .doesNotContain("cs1_");
  }

  @Test
  void usageTellsWhatIsStored() {
    assertThat(vault.run("usage", "--json").out())
        .contains("\"key\":\"" + system + "\"", "\"backups\":1", "\"used_bytes\":10");
  }
}
