package dev.coffer.adapter.postgres.catalog;

import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.FleetFilter;
import dev.coffer.domain.backup.FleetOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * The filters that lead a page of a fleet: each has an index in the order of the list, and one
 * statement for either direction, which differ in nothing else. What else is asked for is looked at
 * on the page. Longer than other files because it is all their statements.
 *
 * <p>In each: the organizations that the key sees, as a range of ids, which is one for a key of
 * one; and the part of the order that is asked for, as a range of places without its ends.
 */
public enum FleetLead {
  SYSTEM(
      """
      select b.id, b.received_at
        from vault.backup b
       where b.system_id = (select s.id
                              from vault.managed_system s
                             where lower(s.key) = lower(:system)
                               and s.key = :system)
         and b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.received_at desc, b.id desc
       limit :max
      """,
      """
      select b.id, b.received_at
        from vault.backup b
       where b.system_id = (select s.id
                              from vault.managed_system s
                             where lower(s.key) = lower(:system)
                               and s.key = :system)
         and b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.received_at, b.id
       limit :max
      """),

  /** A page of each system of the label, of which there are few. */
  LABEL(
      """
      select f.id, f.received_at
        from vault.managed_system s
       cross join lateral (
             select b.id, b.received_at
               from vault.backup b
              where b.system_id = s.id
                and b.state <> 'deleting'
                and b.organization_id between :first_organization and :last_organization
                and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
              order by b.received_at desc, b.id desc
              limit :max) f
       where coalesce(nullif(s.label, ''), s.key) = :label
       order by f.received_at desc, f.id desc
       limit :max
      """,
      """
      select f.id, f.received_at
        from vault.managed_system s
       cross join lateral (
             select b.id, b.received_at
               from vault.backup b
              where b.system_id = s.id
                and b.state <> 'deleting'
                and b.organization_id between :first_organization and :last_organization
                and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
              order by b.received_at, b.id
              limit :max) f
       where coalesce(nullif(s.label, ''), s.key) = :label
       order by f.received_at, f.id
       limit :max
      """),

  /** Few as a rule, through copy_under_way; all of them while a new drive is filled. */
  PENDING(
      """
      select f.id, f.received_at
        from (
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'uploading'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
               order by b.received_at desc, b.id desc
               limit :max)
             union all
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'available'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
                 and exists (select 1
                               from vault.copy c
                              where c.backup_id = b.id
                                and c.status in ('pending', 'running')
                                and c.attempts < 10)
               order by b.received_at desc, b.id desc
               limit :max)) f
       order by f.received_at desc, f.id desc
       limit :max
      """,
      """
      select f.id, f.received_at
        from (
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'uploading'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
               order by b.received_at, b.id
               limit :max)
             union all
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'available'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
                 and exists (select 1
                               from vault.copy c
                              where c.backup_id = b.id
                                and c.status in ('pending', 'running')
                                and c.attempts < 10)
               order by b.received_at, b.id
               limit :max)) f
       order by f.received_at, f.id
       limit :max
      """),

  /** Through copy_failed; those that are pending for another copy are sorted out on the page. */
  FAILED(
      """
      select f.id, f.received_at
        from (
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'failed'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
               order by b.received_at desc, b.id desc
               limit :max)
             union all
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'available'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
                 and exists (select 1
                               from vault.copy c
                              where c.backup_id = b.id
                                and (c.status = 'failed'
                                     or (c.status in ('pending', 'running') and c.attempts >= 10)))
               order by b.received_at desc, b.id desc
               limit :max)) f
       order by f.received_at desc, f.id desc
       limit :max
      """,
      """
      select f.id, f.received_at
        from (
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'failed'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
               order by b.received_at, b.id
               limit :max)
             union all
             (select b.id, b.received_at
                from vault.backup b
               where b.state = 'available'
                 and b.organization_id between :first_organization and :last_organization
                 and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
                 and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
                 and exists (select 1
                               from vault.copy c
                              where c.backup_id = b.id
                                and (c.status = 'failed'
                                     or (c.status in ('pending', 'running') and c.attempts >= 10)))
               order by b.received_at, b.id
               limit :max)) f
       order by f.received_at, f.id
       limit :max
      """),

  ORGANIZATION(
      """
      select b.id, b.received_at
        from vault.backup b
       where b.organization_id = :organization
         and b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.received_at desc, b.id desc
       limit :max
      """,
      """
      select b.id, b.received_at
        from vault.backup b
       where b.organization_id = :organization
         and b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.received_at, b.id
       limit :max
      """),

  /**
   * A look at each backup's copies, by their unique index. As a scalar, which stays where it is: as
   * "exists" it may become a scan of all copies when the planner expects few.
   */
  PROVIDER(
      """
      select b.id, b.received_at
        from vault.backup b
       where b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
         and (select true
                from vault.copy c
               where c.backup_id = b.id
                 and c.drive_id = any (array (select d.id from vault.drive d where d.provider = :provider))
               limit 1)
       order by b.received_at desc, b.id desc
       limit :max
      """,
      """
      select b.id, b.received_at
        from vault.backup b
       where b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
         and (select true
                from vault.copy c
               where c.backup_id = b.id
                 and c.drive_id = any (array (select d.id from vault.drive d where d.provider = :provider))
               limit 1)
       order by b.received_at, b.id
       limit :max
      """),

  ARRIVAL(
      """
      select b.id, b.received_at
        from vault.backup b
       where b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.received_at desc, b.id desc
       limit :max
      """,
      """
      select b.id, b.received_at
        from vault.backup b
       where b.state <> 'deleting'
         and b.organization_id between :first_organization and :last_organization
         and (b.received_at, b.id) > (cast(:above_at as timestamptz), :above_id)
         and (b.received_at, b.id) < (cast(:below_at as timestamptz), :below_id)
       order by b.received_at, b.id
       limit :max
      """);

  private final String newestFirst;
  private final String oldestFirst;

  FleetLead(String newestFirst, String oldestFirst) {
    this.newestFirst = newestFirst;
    this.oldestFirst = oldestFirst;
  }

  public String statement(FleetOrder order) {
    return switch (order) {
      case NEWEST_FIRST -> newestFirst;
      case OLDEST_FIRST -> oldestFirst;
    };
  }

  /**
   * The filter that leaves the least to be looked at.
   *
   * @param organization the only one that is to be seen, whether asked for or by the key
   */
  static FleetLead of(FleetFilter filter, Optional<UUID> organization) {
    if (filter.systemId().isPresent()) {
      return SYSTEM;
    }
    if (filter.label().isPresent()) {
      return LABEL;
    }
    if (filter.status().filter(BackupStatus.PENDING::equals).isPresent()) {
      return PENDING;
    }
    if (filter.status().filter(BackupStatus.FAILED::equals).isPresent()) {
      return FAILED;
    }
    if (organization.isPresent()) {
      return ORGANIZATION;
    }
    return filter.provider().isPresent() ? PROVIDER : ARRIVAL;
  }
}
