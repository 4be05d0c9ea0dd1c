package dev.coffer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names and labels may look like. */
class PlainTextTest {

  private static final List<UnaryOperator<String>> ALL =
      List.of(ApiKey::name, Organization::name, ManagedSystem::label);

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x0000, 0x0009, 0x000A, 0x007F, 0x0085, 0x00A0, 0x00AD, 0x061C, 0x200B, 0x200D, 0x200E,
        0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0x3000, 0xFEFF, 0xD800, 0xE000, 0xE0041,
        0xFFFF
      })
  void whatCannotBeSeenIsRefusedAndNotRepeated(int codePoint) {
    String text = "a" + Character.toString(codePoint) + "b";

    for (UnaryOperator<String> type : ALL) {
      assertThatThrownBy(() -> type.apply(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"U+%04X\" (expected: ".formatted(codePoint))
          .message()
          .doesNotContain(Character.toString(codePoint));
    }
  }

  @Test
  void blanksAtTheEndsGoAndTheFormIsComposed() {
    for (UnaryOperator<String> type : ALL) {
      assertThat(type.apply("  Zu\u0308rich 1 ")).isEqualTo("Z\u00fcrich 1");
      assertThat(type.apply("日本 ✓ 🙂")).isEqualTo("日本 ✓ 🙂");
    }
  }

  @Test
  void whatIsStoredAlreadyIsRead() {
    String stored = "a\u202Eb\nc ";
    UUID id = UUID.randomUUID();
    var organization = new Organization(id, stored, ByteSize.ZERO, ByteSize.ZERO, ByteSize.ZERO);
    var system =
        new ManagedSystem(
            id, id, new SystemId("fw-1"), stored, SystemState.ACTIVE, ByteSize.ZERO, ByteSize.ZERO);

    assertThat(organization.name()).isEqualTo(stored);
    assertThat(system.label()).isEqualTo(stored);
  }

  @Test
  void theLengthIsThatOfWhatIsStored() {
    assertThat(ApiKey.name(" " + "u\u0308".repeat(64) + " ")).hasSize(64);
    assertThatThrownBy(() -> ApiKey.name("x".repeat(65)))
        .hasMessageContaining("1 to 64 characters");
    assertThatThrownBy(() -> Organization.name("   "))
        .hasMessageStartingWith("organization: \"   \"");
    assertThat(ManagedSystem.label("  ")).isEmpty();
  }
}
