package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.tenancy.Organizations;
import dev.coffer.domain.access.Authority;
import dev.coffer.testkit.fixture.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events leave the vault in a form that shows whether somebody has changed them. */
class AuditExportTest {

  private final FakeVault vault = new FakeVault();

  @TempDir private Path folder;
  private Tenant first;
  private Tenant second;
  private Path file;
  private String hash;

  @BeforeEach
  void export() throws IOException {
    first = Tenant.register(vault.memory.ports());
    second = Tenant.register(vault.memory.ports());
    var run = vault.run("audit", "export", "--since", "2020-01-01", "--until", "2999-01-01");
    assertThat(run.code()).isZero();
    file = Files.writeString(folder.resolve("events.jsonl"), run.out());
    hash = run.err().strip().replaceFirst(".* ", "");
  }

  /** More than one page, so that times are halved. */
  @Test
  void manyEventsStayInTheirOrder() throws IOException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      keys.add(Tenant.of(vault.memory.ports(), first.organization()).caller().systemId().value());
    }

    var run = vault.run("audit", "export", "--since", "2020-01-01", "--until", "2999-01-01");

    assertThat(run.out().lines().filter(line -> line.contains("system_added")).skip(2))
        .hasSize(2500)
        .zipSatisfy(keys, (line, key) -> assertThat(line).contains(key));
    assertThat(run.out()).contains("{\"events\":2504,");
  }

  private FakeVault.Run verify() {
    return vault.run("audit", "verify", file.toString(), "--hash", hash);
  }

  @Test
  void anExportHasTheEventsOfAllOrganizationsOldestFirst() throws IOException {
    List<String> lines = Files.readAllLines(file);
    int events = lines.size() - 2;

    assertThat(events).isEqualTo(4);
    assertThat(lines.getFirst()).startsWith("{\"v\":1,\"since\":\"2020-01-01T00:00:00Z\"");
    assertThat(lines.get(1)).contains("organization_added", first.organization().id().toString());
    assertThat(lines.get(4)).contains("system_added", second.organization().id().toString());
    assertThat(lines.getLast()).startsWith("{\"events\":4,\"hash\":\"");
    assertThat(verify().out())
        .isEqualTo("The file is whole and unchanged: 4 events, last hash " + hash + "\n");
  }

  @Test
  void anExportOfOneOrganizationHasNothingOfAnotherOne() {
    var run =
        vault.run(
            "audit",
            "export",
            "--since",
            "2020-01-01",
            "--until",
            "2999-01-01",
            "--organization",
            first.organization().name());

    assertThat(run.out())
        .contains(first.organization().id().toString(), "\"events\":2")
        .doesNotContain(second.organization().id().toString());
  }

  @Test
  void everyChangeOfALineIsNoticed() throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      var changed = new ArrayList<>(lines);
      changed.set(i, changed.get(i).replaceFirst("[0-9]", "x"));
      assertNoticed(changed);
      changed.set(i, lines.get(i));
      changed.remove(i);
      assertNoticed(changed);
      changed.add(i, lines.get(i));
      changed.add(i, lines.get(i));
      assertNoticed(changed);
    }
    var swapped = new ArrayList<>(lines);
    swapped.set(2, lines.get(3));
    swapped.set(3, lines.get(2));
    assertNoticed(swapped);
    assertNoticed(List.of());
  }

  private void assertNoticed(List<String> lines) throws IOException {
    Files.write(file, lines);

    var run = verify();

    assertThat(run.code()).as(lines.toString()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(1)
        .containsAnyOf("was changed, or is not the one", "is not a line of", "is not whole");
  }

  @Test
  void aFileThatWasWrittenAnewHasAnotherLastHash() throws IOException {
    vault
        .memory
        .ports()
        .organizations()
        .change(
            Authority.atCommandLine("tester"),
            first.organization().id(),
            new Organizations.Change(Optional.of("renamed"), Optional.empty()));
    var anew = vault.run("audit", "export", "--since", "2020-01-01", "--until", "2999-01-01");
    Files.writeString(file, anew.out());

    assertThat(anew.out()).contains("organization_changed");
    assertThat(vault.run("audit", "verify", file.toString()).code()).isZero();
    assertThat(verify().err()).contains("(expected: " + hash + ")");
  }
}
