package dev.coffer.application.deletion;

import dev.coffer.domain.tenancy.Erasure;
import java.util.function.Consumer;

/** Tells what was erased, so that others can prove it. */
@FunctionalInterface
public interface ReportErasure {

  /**
   * Line by line, without ends of lines: JSON of the erasure with its counts, JSON of each backup,
   * and last the id of a manifest key and the hex HMAC-SHA-256, under that key, of everything
   * before with a line feed after each line.
   *
   * @param erasure a finished one
   */
  void report(Erasure erasure, Consumer<String> lines);
}
