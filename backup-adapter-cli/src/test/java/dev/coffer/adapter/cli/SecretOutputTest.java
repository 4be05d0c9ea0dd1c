package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault.Run;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new secret reaches whoever asked for it before it works, or it is not created. */
class SecretOutputTest {

  private static final Authority ALL = TestVault.AUTHORITY;

  @TempDir private Path temporary;

  private final FakeVault vault = new FakeVault();
  private Organization organization;
  private SystemId system;

  @BeforeEach
  void addTenant() {
    Tenant tenant = Tenant.register(vault.memory.ports());
    organization = tenant.organization();
    system = tenant.caller().systemId();
  }

  private List<CredentialFacts> credentials() {
    return vault.memory.ports().credentials().list(ALL, system).orElseThrow();
  }

  private boolean exists(String key) {
    return vault.memory.ports().systems().find(ALL, new SystemId(key)).isPresent();
  }

  private static OutputStream withRoomFor(int bytes) {
    return new OutputStream() {
      private int left = bytes;

      @Override
      public void write(int octet) throws IOException {
        if (left-- == 0) {
          throw new IOException("No space left on device");
        }
      }
    };
  }

  private Path systems() throws IOException {
    return Files.writeString(
        temporary.resolve("systems.csv"),
        "key,organization\nNETH-1,%1$s\nNETH-2,%1$s\nNETH-3,%1$s\n".formatted(organization.name()));
  }

  @Test
  void anOutputThatCannotBeWrittenCreatesNoSecret() {
    Run run = vault.runInto(withRoomFor(5), "credential", "add", system.value());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            """
            coffer: the new secret could not be handed over, so it was not created: standard output is gone
            coffer: standard output cannot be written, so it is incomplete: No space left on device
            """);
    assertThat(credentials()).hasSize(1);
  }

  @Test
  void anImportEndsWithTheFirstSystemWhoseSecretIsLost() throws IOException {
    Run run = vault.runInto(withRoomFor(70), "system", "import", systems().toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(exists("NETH-1")).isTrue();
    assertThat(exists("NETH-2")).isFalse();
    assertThat(exists("NETH-3")).isFalse();
  }

  @Test
  void aFileIsForItsOwnerAlone() throws IOException {
    Path file = temporary.resolve("secret");

    Run run = vault.run("credential", "add", system.value(), "--output", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(file)).matches("key     \\S+\nsecret  cs1_\\S+\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(credentials()).hasSize(2);
  }

  @Test
  void aFileHoldsWhatAnImportPrints() throws IOException {
    Path file = temporary.resolve("secrets.json");

    Run run =
        vault.run("system", "import", systems().toString(), "--json", "--output", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(file))
        .matches(
            "\\[(\\{\"key\":\"NETH-[123]\",\"status\":\"created\",\"secret\":\"cs1_[^}]*},?){3}]\n");
  }

  @Test
  void aFileThatIsThereIsLeftAsItIs() throws IOException {
    Path file = Files.writeString(temporary.resolve("secret"), "of another system");

    Run run = vault.run("credential", "add", system.value(), "--output", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "coffer: the new secret could not be handed over, so it was not created: \"%s\" already exists. Choose another name\n"
                .formatted(file));
    assertThat(file).hasContent("of another system");
    assertThat(credentials()).hasSize(1);
  }

  /** Refused before it was handed over: the file that has this name is somebody else's. */
  @Test
  void aRefusalRemovesNoFileThatItDidNotWrite() throws IOException {
    Path file = Files.writeString(temporary.resolve("secret"), "of another system");

    Run run = vault.run("credential", "add", "NO-SUCH-SYSTEM", "--output", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("coffer: there is no system \"NO-SUCH-SYSTEM\"\n");
    assertThat(file).hasContent("of another system");
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Path file = temporary.resolve("missing").resolve("secret");

    Run run = vault.run("credential", "add", system.value(), "--output", file.toString());

    assertThat(run.err())
        .contains("there is no directory \"%s\" to write to".formatted(file.getParent()));
    assertThat(credentials()).hasSize(1);
  }
}
