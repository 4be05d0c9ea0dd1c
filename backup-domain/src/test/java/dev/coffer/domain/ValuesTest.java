package dev.coffer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.IdempotencyKey;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @Test
  void aSecretDoesNotPrintItself() {
    assertThat(new Secret("cs1_x")).hasToString("***");
  }

  @Test
  void aLimitOfZeroIsNone() {
    var size = new ByteSize(10);

    assertThat(size.exceeds(ByteSize.ZERO)).isFalse();
    assertThat(size.exceeds(new ByteSize(10))).isFalse();
    assertThat(size.exceeds(new ByteSize(9))).isTrue();
  }

  @Test
  void aSizeIsNotNegative() {
    assertThatThrownBy(() -> new ByteSize(-1)).hasMessageContaining("\"-1\"");
  }

  @Test
  void aDigestIsLowerCaseHex() {
    String hex = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b";

    assertThat(Sha256.of(new Sha256(hex).bytes()).hex()).isEqualTo(hex);
    assertThatThrownBy(() -> new Sha256(hex.toUpperCase(Locale.ROOT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Sha256(hex.substring(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBackupIdIsAVersion7Uuid() {
    assertThatThrownBy(() -> new BackupId(UUID.randomUUID())).hasMessageContaining("version 7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb"})
  void anOrganizationsNameIsPrintable(String name) {
    assertThatThrownBy(() -> Organization.name(name)).hasMessageStartingWith("organization: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\u00e9"})
  void anIdempotencyKeyIsVisibleAscii(String key) {
    assertThatThrownBy(() -> new IdempotencyKey(key)).hasMessageStartingWith("Idempotency-Key: ");
  }

  @Test
  void anApplianceMayNotDeleteUnlessItIsTold() {
    assertThat(Scope.APPLIANCE_DEFAULT)
        .containsExactlyInAnyOrder(Scope.UPLOAD, Scope.LIST, Scope.DOWNLOAD);
  }
}
