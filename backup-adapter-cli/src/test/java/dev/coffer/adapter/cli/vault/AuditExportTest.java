package dev.coffer.adapter.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.domain.access.Authority;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events leave the vault in a form that shows whether somebody has changed them. */
class AuditExportTest {

  private static final SigningKey KEY = SigningKey.current(TestVault.KEYRING);

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

  private FakeVault.Run verifyWith(SigningKey key) throws IOException {
    Path pem = Files.writeString(folder.resolve("key.pem"), key.publicPem());
    return vault.run("audit", "verify", file.toString(), "--public-key", pem.toString());
  }

  @Test
  void anExportHasTheEventsOfAllOrganizationsOldestFirst() throws IOException {
    List<String> lines = Files.readAllLines(file);
    int events = lines.size() - 3;

    assertThat(events).isEqualTo(4);
    assertThat(lines.getFirst()).startsWith("{\"v\":2,\"since\":\"2020-01-01T00:00:00Z\"");
    assertThat(lines.get(1)).contains("organization_added", first.organization().id().toString());
    assertThat(lines.get(4)).contains("system_added", second.organization().id().toString());
    assertThat(lines.get(5)).startsWith("{\"events\":4,\"hash\":\"");
    assertThat(lines.getLast()).startsWith("{\"key\":\"m1\",\"ed25519\":\"");
    assertThat(verify().out())
        .isEqualTo(
            "The file is whole and unchanged: 4 events, last hash %s\n".formatted(hash)
                + "Its signature was not checked. Give the public key of the vault with"
                + " --public-key.\n");
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

  private void renameFirst(String name) {
    vault
        .memory
        .ports()
        .organizations()
        .change(
            Authority.atCommandLine("tester"),
            first.organization().id(),
            new Organizations.Change(Optional.of(name), Optional.empty()));
  }

  /** A Mac sends a letter and its accent as two characters. */
  @Test
  void anOrganizationIsNamedInEitherForm() {
    renameFirst("Z\u00fcrich");

    for (String name : List.of("Zu\u0308rich", "Z\u00fcrich")) {
      var run = vault.run("audit", "export", "--since", "2020-01-01", "--organization", name);

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains(first.organization().id().toString(), "\"events\":3");
    }
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

    var run = verifyWith(KEY);

    assertThat(run.code()).as(lines.toString()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(1)
        .containsAnyOf(
            "was changed, or is not the one",
            "is not a line of",
            "is not whole",
            "follows the signature",
            "is not genuine");
  }

  @Test
  void aFileThatWasWrittenAnewHasAnotherLastHash() throws IOException {
    renameFirst("renamed");
    var anew = vault.run("audit", "export", "--since", "2020-01-01", "--until", "2999-01-01");
    Files.writeString(file, anew.out());

    assertThat(anew.out()).contains("organization_changed");
    assertThat(vault.run("audit", "verify", file.toString()).code()).isZero();
    assertThat(verify().err()).contains("(expected: " + hash + ")");
  }

  @Test
  void thePublicKeyShowsThatTheVaultWroteTheFile() throws IOException {
    vault.problems = List.of("there is no vault here");

    var run = verifyWith(KEY);

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "The file is whole and unchanged: 4 events, last hash %s\n".formatted(hash)
                + "It was signed with the key m1 of the vault.\n");
    assertThat(vault.run("audit", "verify", file.toString(), "--json", "--public-key", pem()).out())
        .isEqualTo(
            "{\"events\":4,\"hash\":\"%s\",\"signature\":\"valid\",\"key\":\"m1\"}\n"
                .formatted(hash));
  }

  private String pem() {
    return folder.resolve("key.pem").toString();
  }

  /** The hashes are right, but nobody else has the key. */
  @Test
  void aFileThatWasCutAndHashedAnewIsNotGenuine() throws IOException {
    List<String> whole = Files.readAllLines(file);
    Files.write(file, hashed(1, whole.getLast()));

    assertThat(vault.run("audit", "verify", file.toString()).code()).isZero();
    var run = verifyWith(KEY);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "coffer: \"%s\" is not genuine: it was changed, or signed with another key\n"
                .formatted(file));
  }

  @Test
  void aFileOfAnEarlierBuildIsVerifiedAsFarAsItCanBe() throws IOException {
    List<String> lines = hashed(1, "");
    Files.write(file, lines.subList(0, lines.size() - 1));

    assertThat(vault.run("audit", "verify", file.toString()).out())
        .endsWith("It has no signature, so it may have been rewritten from its first line.\n");
    assertThat(vault.run("audit", "verify", file.toString(), "--json").out())
        .contains("\"signature\":\"none\",\"key\":null");
    assertThat(verifyWith(KEY).err())
        .isEqualTo(
            "coffer: \"%s\" has no signature: an earlier build exported it, or the signature was removed\n"
                .formatted(file));
  }

  @Test
  void aSignedFileWithoutItsSignatureIsNotWhole() throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - 1));

    assertThat(verify().err()).endsWith("is not whole: its signature is missing\n");
  }

  /**
   * The export without its last event, with hashes that are right, as an earlier build wrote it.
   */
  private List<String> hashed(int version, String signature) throws IOException {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    var chain = new EventChain();
    List<String> events = Files.readAllLines(file);
    chain.append(out, new AuditExportCommand.Head(version, "", "", Optional.empty()));
    for (String event : events.subList(1, 4)) {
      chain.append(out, Map.of("id", event.substring(7, 43)));
    }
    chain.append(out, new AuditExportCommand.Tail(3));
    out.print(signature + "\n");
    out.flush();
    return text.toString().lines().toList();
  }
}
