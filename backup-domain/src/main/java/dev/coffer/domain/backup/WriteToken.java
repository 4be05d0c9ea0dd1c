package dev.coffer.domain.backup;

import java.util.UUID;

/**
 * The random mark of one attempt to store one backup. It is in the row, on the object and in the
 * manifest, and it alone decides whose an object is: that a key exists or a size matches proves
 * nothing.
 */
public record WriteToken(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
