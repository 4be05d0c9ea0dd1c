package dev.coffer.application.audit;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.BackupId;
import java.util.List;

/**
 * What was done, by whom and to what. Changes of the index record themselves, in the transaction of
 * the change: there is none without its event and no event without its change. What changes nothing
 * is recorded here.
 */
public interface AuditLog {

  /**
   * Something that is about to be done with a backup; durable when it returns, so that nothing is
   * given out that is not known afterwards.
   *
   * @param detail for people; never a secret
   */
  void record(Actor actor, AuditAction action, BackupId backup, String detail);

  /** What is in scope and asked for, newest first; {@code max} events or fewer. */
  List<AuditEvent> events(Authority by, AuditEvents.PageQuery query);

  /**
   * Makes room for the events of the months to come, and lets whole months go that are older than
   * 400 days. Those go only once two passes on different days have found them old: a clock that
   * jumped forth and back takes nothing. Repeatable, by any instance at any time.
   */
  void makeRoom();
}
