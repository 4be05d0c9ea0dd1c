package dev.coffer.application.drives;

import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Drive;
import java.util.List;
import java.util.OptionalInt;

/** Every drive that the vault has, in the order of the configuration. */
@FunctionalInterface
public interface ListDrives {

  List<Row> list();

  /**
   * A drive and how far its copies are.
   *
   * @param position 0 = primary; empty = not configured
   * @param finished copies, and so on
   * @param stored bytes of the finished ones
   */
  record Row(
      Drive drive,
      OptionalInt position,
      long finished,
      long pending,
      long failed,
      ByteSize stored) {}
}
