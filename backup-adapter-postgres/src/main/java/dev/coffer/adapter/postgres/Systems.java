package dev.coffer.adapter.postgres;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What transactions of several ports do to the row of a system, which is the first they lock. */
final class Systems {

  /** FOR NO KEY UPDATE: keeps such transactions apart, but not rows that refer to the system. */
  private static final String LOCK =
      "select id from vault.managed_system where id = :system for no key update";

  private static final String RAISE_REVISION =
      "update vault.managed_system set revision = revision + 1 where id = :system";

  private Systems() {}

  /** Until the end of the transaction; nothing where there is no such system. */
  static void lock(Handle handle, UUID system) {
    handle.createQuery(LOCK).bind("system", system).mapTo(UUID.class).findOne();
  }

  /** Its list has changed. */
  static void raiseRevision(Handle handle, UUID system) {
    handle.createUpdate(RAISE_REVISION).bind("system", system).execute();
  }
}
