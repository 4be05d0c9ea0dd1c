package dev.coffer.adapter.postgres.retention;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Moves the stored times once an operator has confirmed the time of the server's clock. */
final class ConfirmedTime {

  private static final String FORGET_MACHINES = "delete from vault.machine_uptime";

  private static final String SET_REFERENCE =
      "update vault.clock set elapsed_at = t.clock, correction = '0', settled_at = t.clock from vault.time t";

  /** Each grace period keeps its length and starts again now. */
  private static final String GRACE_PERIODS =
      """
      update vault.backup b
         set purge_after = t.clock + greatest(b.purge_after - b.deleted_at, '0'), deleted_at = t.clock
        from vault.time t
       where b.state = 'deleting'
         and b.deleted_at > t.latest
      """;

  private static final String PURGES =
      """
      update vault.backup b
         set purge_after = t.clock
        from vault.time t
       where b.state = 'deleting'
         and b.purge_error is not null
         and b.purge_after > t.latest
      """;

  private static final String CLEANUPS =
      """
      update vault.backup b
         set look_again_at = t.clock
        from vault.time t
       where b.look_again_at is not null
         and b.updated_at > t.latest
      """;

  private static final String COPIES =
      """
      update vault.copy c
         set next_attempt_at = case when c.status = 'running' then t.clock
                                    else t.clock + greatest(c.next_attempt_at - c.updated_at, '0') end,
             updated_at = t.clock
        from vault.time t
       where c.next_attempt_at > t.latest
         and c.updated_at > t.latest
      """;

  private static final String SCRUBS =
      """
      update vault.copy c
         set scrub_after = t.clock + greatest(c.scrub_after - c.verified_at, '0'), verified_at = t.clock
        from vault.time t
       where c.status = 'finished'
         and c.verified_at > t.latest
      """;

  private static final String IDEMPOTENCY_KEYS =
      """
      update vault.idempotency i
         set created_at = t.clock
        from vault.time t
       where i.created_at > t.latest
      """;

  private static final String UNFINISHED_UPLOADS =
      """
      update vault.unfinished_upload u
         set opened_at = least(u.opened_at, t.clock), claimed_at = least(u.claimed_at, t.clock)
        from vault.time t
       where greatest(u.opened_at, u.claimed_at) > t.latest
      """;

  private static final String CREDENTIALS =
      """
      update vault.credential c
         set expires_at = t.clock + (c.expires_at - c.created_at), created_at = t.clock
        from vault.time t
       where c.created_at > t.latest
      """;

  private static final String API_KEYS =
      """
      update vault.api_key k
         set expires_at = t.clock + (k.expires_at - k.created_at), created_at = t.clock
        from vault.time t
       where k.created_at > t.latest
      """;

  private ConfirmedTime() {}

  /** Makes the server's clock the reference from now on. */
  static void apply(Handle handle) {
    for (String statement :
        List.of(
            FORGET_MACHINES,
            SET_REFERENCE,
            GRACE_PERIODS,
            PURGES,
            CLEANUPS,
            COPIES,
            SCRUBS,
            IDEMPOTENCY_KEYS,
            UNFINISHED_UPLOADS,
            CREDENTIALS,
            API_KEYS)) {
      handle.execute(statement);
    }
  }
}
