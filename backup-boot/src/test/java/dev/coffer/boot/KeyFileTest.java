package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.UserError;
import dev.coffer.boot.config.SecretsConfig;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

  private final RandomIdentifiers identifiers = new RandomIdentifiers();

  @TempDir private Path folder;

  @Test
  void aNewVaultGetsOnePepperAndOneManifestKeyForItsOwnersEyes() throws IOException {
    var file = folder.resolve("data/vault.key");

    var keyring = KeyFile.readOrCreate(file, false, identifiers);

    assertThat(keyring.peppers()).hasSize(1);
    assertThat(keyring.manifestKeys()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var left = Files.list(folder.resolve("data"))) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void theKeysAreTheSameAtEveryStart() {
    var file = folder.resolve("vault.key");

    var first = KeyFile.readOrCreate(file, false, identifiers);

    assertThat(KeyFile.readOrCreate(file, true, identifiers)).isEqualTo(first);
  }

  @Test
  void twoVaultsHaveDifferentKeys() {
    var one = KeyFile.readOrCreate(folder.resolve("one"), false, identifiers);
    var two = KeyFile.readOrCreate(folder.resolve("two"), false, identifiers);

    assertThat(one.peppers().keySet()).doesNotContainAnyElementsOf(two.peppers().keySet());
    assertThat(one.manifestKeys().values()).doesNotContainAnyElementsOf(two.peppers().values());
  }

  @Test
  void aLeftOverOfAnInterruptedWriteIsReplaced() throws IOException {
    Files.writeString(folder.resolve("vault.key.new"), "pepper half");

    KeyFile.readOrCreate(folder.resolve("vault.key"), false, identifiers);

    assertThat(folder.resolve("vault.key.new")).doesNotExist();
  }

  @Test
  void noNewKeysAreMadeForAnIndexThatWasMadeWithOthers() {
    assertThatThrownBy(() -> KeyFile.readOrCreate(folder.resolve("vault.key"), true, identifiers))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("copy");
    assertThat(folder.resolve("vault.key")).doesNotExist();
  }

  @Test
  void aDamagedKeyIsNoticedAndNotShown() throws IOException {
    var file = folder.resolve("vault.key");
    var pepper =
        KeyFile.readOrCreate(file, false, identifiers).peppers().values().iterator().next();
    var cut = pepper.value().substring(1);
    Files.writeString(file, Files.readString(file).replace(pepper.value(), cut));

    assertThatThrownBy(() -> KeyFile.readOrCreate(file, true, identifiers))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("damaged")
        .hasMessageNotContaining(cut);
  }

  @Test
  void aFileWithoutOneOfTheKeysIsDamaged() throws IOException {
    var file = Files.writeString(folder.resolve("vault.key"), "# nothing\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> KeyFile.readOrCreate(file, true, identifiers))
        .hasMessageContaining("damaged");
  }

  @Test
  void severalKeysOfAKindKeepTheirOrder() throws IOException {
    var file = folder.resolve("vault.key");
    var first = KeyFile.readOrCreate(file, false, identifiers);
    var newer = KeyFile.idOf(new Secret("newer-pepper"));
    Files.writeString(file, "pepper " + newer + " newer-pepper\n" + Files.readString(file));

    var keyring = KeyFile.readOrCreate(file, true, identifiers);

    assertThat(keyring.peppers().keySet())
        .containsExactly(newer, first.peppers().keySet().iterator().next());
  }

  @Test
  void keysThatMoveToTheConfigurationKeepTheirIds() {
    var made = KeyFile.readOrCreate(folder.resolve("vault.key"), false, identifiers);
    var moved =
        new SecretsConfig(
            made.peppers().values().iterator().next(),
            made.manifestKeys().values().iterator().next());

    assertThat(moved.keyring()).isEqualTo(made);
  }
}
