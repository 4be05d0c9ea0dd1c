package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param id internal identity, the first segment of its object keys
 * @param name unique, 1 to 128 characters without control characters
 * @param quota most bytes of all its systems together; 0 = no limit
 * @param used bytes stored, those in deletion grace included
 * @param reserved bytes that uploads under way have announced
 */
public record Organization(UUID id, String name, ByteSize quota, ByteSize used, ByteSize reserved) {

  private static final int MAX_NAME_LENGTH = 128;

  public Organization {
    checkName(name);
  }

  /**
   * Checks what configuration or an operator gives.
   *
   * @throws IllegalArgumentException if {@code name} cannot name an organization
   */
  public static void checkName(String name) {
    Expected.that(
        !name.isBlank()
            && name.equals(name.strip())
            && name.length() <= MAX_NAME_LENGTH
            && name.chars().noneMatch(Character::isISOControl),
        "organization",
        name,
        "1 to 128 characters without control characters or blanks at either end");
  }
}
