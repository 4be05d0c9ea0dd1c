package dev.coffer.application.download;

import dev.coffer.domain.access.Operator;
import java.util.UUID;

/** Gives an operator the bytes of one copy, and of no other one. */
@FunctionalInterface
public interface FetchCopy {

  /** As {@link FetchBackup#fetch}; a copy that was not made yet is not found. */
  FetchBackup.Result fetch(Operator operator, UUID copyId);
}
