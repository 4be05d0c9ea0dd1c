package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.UserError;
import dev.coffer.application.access.VaultKeys.Kind;
import dev.coffer.boot.KeyFile.Line;
import dev.coffer.boot.config.SecretsConfig;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

  private final RandomIdentifiers identifiers = new RandomIdentifiers();

  @TempDir private Path folder;

  @Test
  void aNewVaultGetsOnePepperAndOneManifestKeyForItsOwnersEyes() throws IOException {
    var file = folder.resolve("data/vault.key");

    var keyring = KeyFile.readOrCreate(file, false, identifiers, Clock.systemUTC());

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

    var first = KeyFile.readOrCreate(file, false, identifiers, Clock.systemUTC());

    assertThat(KeyFile.readOrCreate(file, true, identifiers, Clock.systemUTC())).isEqualTo(first);
  }

  @Test
  void twoVaultsHaveDifferentKeys() {
    var one = KeyFile.readOrCreate(folder.resolve("one"), false, identifiers, Clock.systemUTC());
    var two = KeyFile.readOrCreate(folder.resolve("two"), false, identifiers, Clock.systemUTC());

    assertThat(one.peppers().keySet()).doesNotContainAnyElementsOf(two.peppers().keySet());
    assertThat(one.manifestKeys().values()).doesNotContainAnyElementsOf(two.peppers().values());
  }

  @Test
  void aLeftOverOfAnInterruptedWriteIsReplaced() throws IOException {
    Files.writeString(folder.resolve("vault.key.new"), "pepper half");

    KeyFile.readOrCreate(folder.resolve("vault.key"), false, identifiers, Clock.systemUTC());

    assertThat(folder.resolve("vault.key.new")).doesNotExist();
  }

  @Test
  void noNewKeysAreMadeForAnIndexThatWasMadeWithOthers() {
    assertThatThrownBy(() ->
            KeyFile.readOrCreate(folder.resolve("vault.key"), true, identifiers, Clock.systemUTC()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("copy");
    assertThat(folder.resolve("vault.key")).doesNotExist();
  }

  @Test
  void aDamagedKeyIsNoticedAndNotShown() throws IOException {
    var file = folder.resolve("vault.key");
    var pepper =
        KeyFile.readOrCreate(file, false, identifiers, Clock.systemUTC())
            .peppers()
            .values()
            .iterator()
            .next();
    var cut = pepper.value().substring(1);
    Files.writeString(file, Files.readString(file).replace(pepper.value(), cut));

    assertThatThrownBy(() -> KeyFile.readOrCreate(file, true, identifiers, Clock.systemUTC()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("damaged")
        .hasMessageNotContaining(cut);
  }

  @Test
  void aFileWithoutOneOfTheKeysIsDamaged() throws IOException {
    var file = Files.writeString(folder.resolve("vault.key"), "# nothing\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> KeyFile.readOrCreate(file, true, identifiers, Clock.systemUTC()))
        .hasMessageContaining("damaged");
  }

  @Test
  void severalKeysOfAKindKeepTheirOrder() throws IOException {
    var file = folder.resolve("vault.key");
    var first = KeyFile.readOrCreate(file, false, identifiers, Clock.systemUTC());
    var newer = KeyFile.idOf(new Secret("newer-pepper"));
    Files.writeString(file, "pepper " + newer + " newer-pepper\n" + Files.readString(file));

    var keyring = KeyFile.readOrCreate(file, true, identifiers, Clock.systemUTC());

    assertThat(keyring.peppers().keySet())
        .containsExactly(newer, first.peppers().keySet().iterator().next());
  }

  @Test
  void aKeyThatWaitsIsAcceptedAndTheNextStartUsesIt() throws IOException {
    var file = folder.resolve("vault.key");
    var clock = Clock.fixed(Instant.parse("2026-12-01T10:00:00.5Z"), ZoneOffset.UTC);
    var first = KeyFile.readOrCreate(file, false, identifiers, clock);
    var made = Line.ofNew(Kind.PEPPER, true, identifiers, clock.instant());
    KeyFile.change(file, clock, lines -> Stream.concat(lines.stream(), Stream.of(made)).toList());

    var waiting = KeyFile.read(file);
    var used = KeyFile.useNext(file, clock);

    var old = first.peppers().keySet().iterator().next();
    assertThat(waiting.peppers().keySet()).containsExactly(old, made.id());
    assertThat(used.peppers().keySet()).containsExactly(made.id(), old);
    assertThat(used.manifestKeys()).isEqualTo(first.manifestKeys());
    assertThat(KeyFile.readOrCreate(file, true, identifiers, clock)).isEqualTo(used);
    assertThat(KeyFile.useNext(file, clock)).isEqualTo(used);
    assertThat(Files.readString(file)).contains(" 2026-12-01T10:00:00Z\n").doesNotContain("next-");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileWithNothingButAKeyThatWaitsIsDamaged() throws IOException {
    var file = folder.resolve("vault.key");
    KeyFile.readOrCreate(file, false, identifiers, Clock.systemUTC());
    Files.writeString(file, Files.readString(file).replace("pepper ", "next-pepper "));

    assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("damaged");
  }

  @Test
  void aDamagedTimeIsNoticed() throws IOException {
    var file = folder.resolve("vault.key");
    KeyFile.readOrCreate(file, false, identifiers, Clock.systemUTC());
    Files.writeString(file, Files.readString(file).replace("Z\n", "X\n"));

    assertThatThrownBy(() -> KeyFile.read(file)).hasMessageContaining("damaged");
  }

  @Test
  void keysThatMoveToTheConfigurationKeepTheirIds() {
    var made =
        KeyFile.readOrCreate(folder.resolve("vault.key"), false, identifiers, Clock.systemUTC());
    var moved =
        new SecretsConfig(
            made.peppers().values().iterator().next(),
            List.of(),
            made.manifestKeys().values().iterator().next(),
            List.of());

    assertThat(moved.keyring()).isEqualTo(made);
  }
}
