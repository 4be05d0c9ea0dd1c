package dev.coffer.domain.access;

/**
 * Text that must never be printed, logged or stored as it is.
 *
 * @param value the secret itself; {@link #toString()} does not show it
 */
public record Secret(String value) {

  @Override
  public String toString() {
    return "***";
  }
}
