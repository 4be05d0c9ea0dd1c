package dev.coffer.application.download;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.Sha256;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/** Gives an operator's tool a backup of any system, or one copy of it, and what proves it. */
@FunctionalInterface
public interface FetchStored {

  /**
   * Finds it; no drive is touched before {@link Content} is asked.
   *
   * @param id of a backup, for its bytes from whichever drive has them, or of one of its copies,
   *     for those and no other ones
   */
  Result fetch(Operator operator, UUID id);

  sealed interface Result {}

  /**
   * What to expect.
   *
   * @param sha256 of all bytes, as they were when they were stored
   */
  record Found(BackupExtension extension, ByteSize size, Sha256 sha256, Content content)
      implements Result {}

  /** Unknown, not stored, or not this operator's: which of them is not told. */
  record NotFound() implements Result {}

  /** Where the bytes come from. The receiver closes what it opens. */
  @FunctionalInterface
  interface Content {

    /**
     * All of it. What arrives whole is right in all likelihood; the receiver proves it.
     *
     * @return empty when every copy that it could come from is known to be missing or damaged
     * @throws dev.coffer.application.drives.StorageUnavailable when a copy that may be good cannot
     *     be reached
     */
    Optional<InputStream> open();
  }
}
