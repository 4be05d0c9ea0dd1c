package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.InitialiseVault;
import dev.coffer.application.tenancy.InitialiseVault.FirstSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstStartTest {

  @TempDir private Path folder;
  private VaultFiles files;
  private FirstStart firstStart;

  /** What the index was told, in order. */
  private final List<FirstSecrets> rows = new ArrayList<>();

  private final InitialiseVault emptyVault =
      secrets -> {
        rows.add(secrets.get());
        return true;
      };

  @BeforeEach
  void newDataDirectory() {
    files = new VaultFiles(folder.resolve("data"));
    firstStart = new FirstStart(files, new RandomIdentifiers());
  }

  @Test
  void bothFilesAreThereBeforeTheRows() {
    var seen = new ArrayList<Boolean>();

    var isNew =
        firstStart.initialise(secrets -> {
          assertThat(secrets.get()).isNotNull();
          seen.add(Files.exists(files.firstSystem()));
          seen.add(Files.exists(files.operatorKey()));
          return true;
        });

    assertThat(isNew).isTrue();
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void theFilesHoldTheSecretsForTheirOwnersEyes() throws IOException {
    firstStart.initialise(emptyVault);

    var first = rows.getFirst();
    var rest = " login first-system password " + first.systemSecret().value();
    assertThat(files.firstSystem())
        .content()
        .isEqualTo("machine localhost%s\nmachine 127.0.0.1%s\n".formatted(rest, rest));
    assertThat(files.operatorKey()).content().isEqualTo(first.apiKey().value() + "\n");
    for (var file : List.of(files.firstSystem(), files.operatorKey())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void secretsSayWhatTheyAre() {
    firstStart.initialise(emptyVault);

    assertThat(rows.getFirst().systemSecret().value()).matches("cs1_[A-Za-z0-9_-]{43}_[0-9a-f]{8}");
    assertThat(rows.getFirst().apiKey().value()).matches("ck1_[A-Za-z0-9_-]{43}_[0-9a-f]{8}");
  }

  @Test
  void aCrashBetweenFilesAndRowsIsHealedWithTheSameSecrets() {
    assertThatThrownBy(() ->
            firstStart.initialise(secrets -> {
              rows.add(secrets.get());
              throw new IllegalStateException("killed");
            }))
        .hasMessage("killed");

    new FirstStart(files, new RandomIdentifiers()).initialise(emptyVault);

    assertThat(rows).hasSize(2);
    assertThat(rows.get(1)).isEqualTo(rows.get(0));
  }

  @Test
  void aCrashBetweenTheTwoFilesIsHealed() throws IOException {
    firstStart.initialise(emptyVault);
    Files.delete(files.operatorKey());

    firstStart.initialise(emptyVault);

    assertThat(rows.get(1).systemSecret()).isEqualTo(rows.get(0).systemSecret());
    assertThat(rows.get(1).apiKey()).isNotEqualTo(rows.get(0).apiKey());
    assertThat(files.operatorKey()).content().contains(rows.get(1).apiKey().value());
  }

  @Test
  void aVaultInUseGetsNoFiles() {
    var isNew = firstStart.initialise(secrets -> false);

    assertThat(isNew).isFalse();
    assertThat(files.data()).doesNotExist();
  }

  @Test
  void aFileWithoutASecretIsNotTakenForOne() throws IOException {
    Files.createDirectories(files.data());
    Files.writeString(files.firstSystem(), "machine localhost\n");

    assertThatThrownBy(() -> firstStart.initialise(emptyVault))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("first-system.netrc");
  }
}
