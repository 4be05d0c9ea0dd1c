package dev.coffer.application.audit;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.audit.AuditEvent;
import dev.coffer.domain.backup.BackupId;
import java.util.List;

/**
 * The audit log: each event says what was done, by whom and to what. Changes to the index record
 * their own events, in the same transaction, so that there is never a change without its event, nor
 * an event without its change. This port records actions that change nothing in the index.
 */
public interface AuditLog {

  /**
   * Records an action that is about to be done with a backup. The event is durable when this
   * returns, so that no backup is ever handed out without a record of it.
   *
   * @param detail for people; never a secret
   */
  void record(Actor actor, AuditAction action, BackupId backup, String detail);

  /**
   * How often a request was made, since such requests were recorded last.
   *
   * @param times 1 or more
   */
  record RequestCount(RequestCounts.Counted request, long times) {

    /** The actor of its event: the vault where nobody has proved to be somebody. */
    public Actor actor() {
      return request.caller().orElseGet(() -> Actor.vault(RequestCounts.JOB));
    }

    /** The detail of its event. */
    public String detail() {
      return times == 1 ? "once" : times + " times";
    }
  }

  /**
   * Records counts, each as one event.
   *
   * @return the counts of systems and API keys that the index does not know, of which nothing was
   *     recorded
   */
  List<RequestCount> record(List<RequestCount> counts);

  /**
   * Returns the events that match the query and are in scope, newest first, at most {@code max}.
   */
  List<AuditEvent> events(Authority by, AuditEvents.PageQuery query);

  /**
   * Creates the partitions for the months to come, and drops whole months that are older than 400
   * days. A month is dropped only after two passes on different days have found it too old, so that
   * a clock that jumps forward and back drops nothing. Repeatable; any instance may call this at
   * any time.
   */
  void makeRoom();
}
