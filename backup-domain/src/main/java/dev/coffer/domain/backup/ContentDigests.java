package dev.coffer.domain.backup;

import java.util.Optional;

/**
 * By what the bytes of a backup are proved.
 *
 * @param sha256 of all of them
 * @param blocks of its parts; empty for a backup of one block, and for one that was stored by a
 *     version without them
 */
public record ContentDigests(Sha256 sha256, Optional<BlockDigests> blocks) {

  public static ContentDigests of(Sha256 sha256) {
    return new ContentDigests(sha256, Optional.empty());
  }
}
