package dev.coffer.domain.tenancy;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Expected;
import dev.coffer.domain.PlainText;
import java.util.UUID;

/**
 * Something that gets backed up: an appliance or a database. Not called System, because Java uses
 * that name.
 *
 * @param uuid internal identity, never shown to appliances
 * @param organizationId its owner
 * @param id its public key and user name
 * @param label for people; empty when none was given
 * @param cap limit for the stored bytes of this system; 0 = no limit
 */
public record ManagedSystem(
    UUID uuid,
    UUID organizationId,
    SystemId id,
    String label,
    SystemState state,
    ByteSize cap,
    ByteSize used) {

  private static final int MAX_LABEL_LENGTH = 255;

  public ManagedSystem {
    Expected.that(
        label.length() <= MAX_LABEL_LENGTH,
        "label",
        label,
        "at most %d characters".formatted(MAX_LABEL_LENGTH));
  }

  /**
   * The label that an operator gives; systems that are there already may be labelled otherwise.
   *
   * @throws IllegalArgumentException if {@code text} cannot be one
   */
  public static String label(String text) {
    return PlainText.of("label", text, 0, MAX_LABEL_LENGTH);
  }
}
