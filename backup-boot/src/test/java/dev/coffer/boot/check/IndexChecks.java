package dev.coffer.boot.check;

import java.sql.SQLException;
import java.util.List;

/** Invariants that the database alone shows: each statement returns what violates one. */
final class IndexChecks {

  private record Check(Invariant invariant, String sql) {}

  private static final String UNFINISHED =
      """
      select format('%s uploading, its lease ended at %s', b.id, b.lease_until)
        from vault.backup b
       where b.state = 'uploading'
         and b.lease_until < clock_timestamp() - interval '10 minutes'
      """;
  private static final String COUNTERS_OF_SYSTEMS =
      """
      select format('system %s: used %s (rows: %s), reserved %s (rows: %s)',
                    s.key, s.used_bytes, r.used, s.reserved_bytes, r.reserved)
        from vault.managed_system s
       cross join lateral (
         select coalesce(sum(b.size_bytes) filter (where b.state in ('available', 'deleting') and b.is_counted), 0),
                coalesce(sum(b.declared_bytes) filter (where b.state = 'uploading'), 0)
           from vault.backup b
          where b.system_id = s.id) as r (used, reserved)
       where (s.used_bytes, s.reserved_bytes) <> (r.used, r.reserved)
      """;
  private static final String COUNTERS_OF_ORGANIZATIONS =
      """
      select format('organization %s: used %s (rows: %s), reserved %s (rows: %s)',
                    o.name, o.used_bytes, r.used, o.reserved_bytes, r.reserved)
        from vault.organization o
       cross join lateral (
         select coalesce(sum(b.size_bytes) filter (where b.state in ('available', 'deleting') and b.is_counted), 0),
                coalesce(sum(b.declared_bytes) filter (where b.state = 'uploading'), 0)
           from vault.backup b
          where b.organization_id = o.id) as r (used, reserved)
       where (o.used_bytes, o.reserved_bytes) <> (r.used, r.reserved)
      """;

  /** A lowered quota removes nothing, so only uploads after its last change can violate it. */
  private static final String OVER_QUOTA =
      """
      select format('organization %s: %s used and %s reserved of %s',
                    o.name, o.used_bytes, o.reserved_bytes, o.quota_bytes)
        from vault.organization o
       where o.quota_bytes > 0
         and o.used_bytes + o.reserved_bytes > o.quota_bytes
         and not exists (select
                           from vault.audit_event e
                          where e.organization_id = o.id
                            and e.action in ('organization_changed', 'system_reassigned')
                            and e.at >= (select max(b.received_at)
                                           from vault.backup b
                                          where b.organization_id = o.id
                                            and b.state <> 'failed'))
      """;

  /** What retention has removed are tombstones that nobody has asked for. */
  private static final String FEWER_THAN_KEPT =
      """
      select format('system %s: %s intact (expected: at least %s)', s.key, n.intact, least(p.min_keep, n.had))
        from vault.managed_system s
        left join vault.retention_policy own on own.system_id = s.id
        left join vault.retention_policy shared on shared.organization_id = s.organization_id
       cross join lateral (select coalesce(own.min_keep, shared.min_keep, 1)) as p (min_keep)
       cross join lateral (
         select (select count(*)
                   from vault.backup b
                  where b.system_id = s.id
                    and b.state = 'available'
                    and not b.damaged
                    and exists (select from vault.copy c where c.backup_id = b.id and c.status = 'finished')),
                (select count(*) from vault.backup b where b.system_id = s.id and b.state = 'available')
                + (select count(*)
                     from vault.tombstone t
                    where t.system_id = s.id
                      and not exists (select
                                        from vault.audit_event e
                                       where e.backup_id = t.backup_id
                                         and e.action = 'backup_deleted'))) as n (intact, had)
       where n.intact < least(p.min_keep, n.had)
         and not exists (select from vault.erasure e where e.owner_id in (s.id, s.organization_id))
      """;

  private static final String DELETED_AND_LISTED =
      """
      select format('%s is %s, and was deleted at %s', b.id, b.state, t.deleted_at)
        from vault.backup b
        join vault.tombstone t on t.backup_id = b.id
       where b.state <> 'deleting'
          or t.purged_at is not null
      """;
  private static final String FOREIGN =
      """
      select format('%s of system %s was stored with a credential of another one', b.id, b.system_id)
        from vault.backup b
        join vault.credential c on c.id = b.credential_id
       where c.system_id <> b.system_id
      union all
      select format('%s: its key %s is not that of its system', b.id, b.object_key)
        from vault.backup b
        join vault.managed_system s on s.id = b.system_id
       where lower(split_part(b.object_key, '/', 2)) <> lower(s.key)
      union all
      select format('idempotency key of system %s names %s of another one', i.system_id, i.backup_id)
        from vault.idempotency i
        join vault.backup b on b.id = i.backup_id
       where b.system_id <> i.system_id
      """;
  private static final String AFTER_REVOCATION =
      """
      select format('%s began at %s, its secret was revoked at %s', b.id, b.received_at, c.revoked_at)
        from vault.backup b
        join vault.credential c on c.id = b.credential_id
       where b.state in ('available', 'deleting')
         and b.received_at > c.revoked_at
      """;

  private static final List<Check> ALL =
      List.of(
          new Check(Invariant.I4, UNFINISHED),
          new Check(Invariant.I5, COUNTERS_OF_SYSTEMS),
          new Check(Invariant.I5, COUNTERS_OF_ORGANIZATIONS),
          new Check(Invariant.I5, OVER_QUOTA),
          new Check(Invariant.I6, FEWER_THAN_KEPT),
          new Check(Invariant.I7, DELETED_AND_LISTED),
          new Check(Invariant.I9, FOREIGN),
          new Check(Invariant.I10, AFTER_REVOCATION));

  private final IndexTables tables;
  private final Report report;

  IndexChecks(IndexTables tables, Report report) {
    this.tables = tables;
    this.report = report;
  }

  void run() throws SQLException {
    for (Check check : ALL) {
      report.looked(check.invariant(), 1);
      tables.texts(check.sql()).forEach(how -> report.violated(check.invariant(), how));
    }
  }
}
