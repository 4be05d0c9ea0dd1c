package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import dev.coffer.domain.PlainText;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param id internal identity, the first segment of its object keys
 * @param name unique, 1 to 128 characters
 * @param quota most bytes of all its systems together; 0 = no limit
 * @param used bytes stored, those in deletion grace included
 * @param reserved bytes that uploads under way have announced
 */
public record Organization(UUID id, String name, ByteSize quota, ByteSize used, ByteSize reserved) {

  private static final int MAX_NAME_LENGTH = 128;

  public Organization {
    Expected.that(
        !name.isBlank() && name.length() <= MAX_NAME_LENGTH,
        "organization",
        name,
        "1 to %d characters".formatted(MAX_NAME_LENGTH));
  }

  /**
   * The name that configuration or an operator gives; organizations that are there already may be
   * named otherwise.
   *
   * @throws IllegalArgumentException if {@code text} cannot name an organization
   */
  public static String name(String text) {
    return PlainText.of("organization", text, 1, MAX_NAME_LENGTH);
  }

  /**
   * The form in which a name is looked up: composed, as every name is stored. Some keyboards and
   * file systems write the same name in the other form.
   */
  public static String sought(String text) {
    return PlainText.composed(text);
  }
}
