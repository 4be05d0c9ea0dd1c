package dev.coffer.adapter.postgres.rebuild;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Replan;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.retention.PolicyRows;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.rebuild.HighWater;
import dev.coffer.application.rebuild.TenantSnapshot;
import dev.coffer.application.rebuild.TenantSnapshotIndex;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The tenant snapshots that are due, and what they contain. Triggers of the schema record which
 * organizations have an outdated snapshot, so that no statement that changes a tenant can forget
 * it. Thread-safe.
 */
public final class PostgresTenantSnapshotIndex implements TenantSnapshotIndex {

  /**
   * The number is drawn after the changes were read. A snapshot with a higher number contains all
   * changes that were read before.
   */
  private static final String COLLECT =
      """
      with noted as (
             delete from vault.directory_change
             returning organization_id),
           changed as (
             select distinct organization_id
               from noted)
      insert into vault.directory as d (organization_id, changed)
      select organization_id, vault.next_directory_number()
        from changed
       order by organization_id
          on conflict (organization_id) do update
         set changed = greatest(d.changed, excluded.changed)
      """;

  private static final String DUE =
      """
      select d.organization_id
        from vault.directory d
       where (d.organization_id = :of_all
              or exists (select 1
                           from vault.organization o
                          where o.id = d.organization_id))
         and not exists (select 1
                           from vault.directory_object w
                          where w.drive_id = :drive
                            and w.organization_id = d.organization_id
                            and w.number > d.changed
                            and (w.written_at is not null
                                 or w.begun_at between clock_timestamp() - :timeout * interval '1 millisecond'
                                                   and clock_timestamp()))
       order by d.changed
       limit :max
      """;

  private static final String INTEND =
      """
      insert into vault.directory_object (drive_id, organization_id, write_token)
      values (:drive, :organization, :token)
      returning number, begun_at, (select v.id from vault.vault v) as vault_id
      """;

  private static final String ORGANIZATION =
      """
      select o.name, o.quota_bytes
        from vault.organization o
       where o.id = :organization
      """;

  private static final String POLICIES =
      "select coalesce(p.system_id, p.organization_id) as owner_id, "
          + PolicyRows.COLUMNS
          + """
            from vault.retention_policy p
            left join vault.managed_system s on s.id = p.system_id
           where p.organization_id = :organization
              or s.organization_id = :organization
          """;

  private static final String SYSTEMS =
      """
      select s.id, s.key, s.label, s.state, s.cap_bytes,
             extract(epoch from s.expected_interval) as expected_interval, s.created_at
        from vault.managed_system s
       where s.organization_id = :organization
       order by lower(s.key)
      """;

  private static final String CREDENTIALS =
      """
      select c.system_id, c.id, c.secret_hmac, c.pepper_id, c.scopes, c.created_at, c.expires_at, c.revoked_at
        from vault.credential c
        join vault.managed_system s on s.id = c.system_id
       where s.organization_id = :organization
       order by c.created_at, c.id
      """;

  private static final String KEYS =
      """
      select k.id, k.label, k.role, k.secret_hmac, k.pepper_id, k.made_by, k.created_at, k.expires_at,
             k.revoked_at
        from vault.api_key k
       where coalesce(k.organization_id, :of_all) = :organization
       order by k.created_at, k.id
      """;

  /** Each part uses an index of its own, which holds few rows. */
  public static final String BACKUPS =
      """
      select b.id, b.system_id, b.pinned, b.pinned_by_platform, b.hold_until, b.held_by_platform,
             cast(null as timestamptz) as deleted_at
        from vault.backup b
       where b.organization_id = :organization
         and b.state = 'available'
         and (b.pinned or b.hold_until is not null)
       union all
      select b.id, b.system_id, b.pinned, b.pinned_by_platform, b.hold_until, b.held_by_platform, b.deleted_at
        from vault.backup b
       where b.organization_id = :organization
         and b.state = 'deleting'
       order by id
      """;

  private static final String MARK =
      """
      insert into vault.directory_object (drive_id, write_token)
      select :drive, :token
       where not exists (select 1
                           from vault.directory_object m
                          where m.drive_id = :drive
                            and m.organization_id is null
                            and m.begun_at between clock_timestamp() - :period * interval '1 millisecond'
                                               and clock_timestamp()
                            and m.number > (select coalesce(max(w.number), 0)
                                              from vault.directory_object w
                                             where w.drive_id = :drive
                                               and w.organization_id is not null
                                               and w.written_at is not null))
      returning number, begun_at,
                (select v.id from vault.vault v) as vault_id,
                (select max(b.received_at) from vault.backup b where b.state <> 'deleting') as newest_received_at
      """;

  private static final String WRITTEN =
      """
      update vault.directory_object
         set written_at = clock_timestamp()
       where drive_id = :drive
         and number = :number
      """;

  private static final String OBSOLETE =
      """
      select o.number, o.organization_id, o.write_token
        from (select w.*,
                     count(*) filter (where w.written_at is not null)
                       over (partition by w.organization_id order by w.number desc
                             rows between unbounded preceding and 1 preceding) as later
                from vault.directory_object w
               where w.drive_id = :drive) o
       where o.later >= :kept
          or (o.written_at is null
              and o.begun_at <= clock_timestamp() - :timeout * interval '1 millisecond'
              and (select t.may_remove from vault.time t))
          or (o.organization_id <> :of_all
              and not exists (select 1
                                from vault.organization t
                               where t.id = o.organization_id))
          or (o.later >= 1
              and exists (select 1
                            from vault.erasure e
                           where e.organization_id = o.organization_id
                             and e.directory_number > o.number))
       order by o.number
       limit :max
      """;

  private static final String REMOVED =
      "delete from vault.directory_object where drive_id = :drive and number = :number";

  private final Database database;

  public PostgresTenantSnapshotIndex(Database database) {
    this.database = database;
  }

  @Override
  public void collect() {
    database.query("note changes", handle -> handle.createUpdate(COLLECT).execute());
  }

  @Override
  public List<UUID> due(UUID driveId, Duration writeTimeout, int max) {
    return database.query(
        "find directories that are out of date",
        handle ->
            handle
                .createQuery(DUE)
                .bind("drive", driveId)
                .bind("of_all", TenantSnapshot.OF_ALL)
                .bind("timeout", writeTimeout.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .mapTo(UUID.class)
                .list());
  }

  private record Owner(String name, ByteSize quota) {}

  private record Numbered(UUID vaultId, long number, Instant at) {

    static Numbered of(ResultSet row) throws SQLException {
      return new Numbered(
          Rows.uuid(row, "vault_id"), row.getLong("number"), Rows.instant(row, "begun_at"));
    }
  }

  @Override
  public Optional<TenantSnapshot> draft(UUID driveId, UUID organization, WriteToken token) {
    return database.transaction(
        "draft a directory",
        handle ->
            owner(handle, organization)
                .map(owner -> draft(handle, driveId, organization, owner, token)));
  }

  private static Optional<Owner> owner(Handle handle, UUID organization) {
    return organization.equals(TenantSnapshot.OF_ALL)
        ? Optional.of(new Owner("", ByteSize.ZERO))
        : handle
            .createQuery(ORGANIZATION)
            .bind("organization", organization)
            .map((row, context) ->
                new Owner(row.getString("name"), new ByteSize(row.getLong("quota_bytes"))))
            .findOne();
  }

  private static TenantSnapshot draft(
      Handle handle, UUID driveId, UUID organization, Owner owner, WriteToken token) {
    Numbered numbered =
        handle
            .createQuery(INTEND)
            .bind("drive", driveId)
            .bind("organization", organization)
            .bind("token", token.value())
            .map((row, context) -> Numbered.of(row))
            .one();
    Map<UUID, RetentionPolicy> policies =
        of(handle, POLICIES, organization)
            .map((row, context) -> Map.entry(Rows.uuid(row, "owner_id"), PolicyRows.policy(row)))
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Map<UUID, List<TenantSnapshot.Granted>> credentials = credentials(handle, organization);
    return new TenantSnapshot(
        numbered.vaultId(),
        numbered.number(),
        numbered.at(),
        organization,
        owner.name(),
        owner.quota(),
        Optional.ofNullable(policies.get(organization)),
        of(handle, SYSTEMS, organization)
            .map((row, context) -> member(row, policies, credentials))
            .list(),
        keys(handle, organization),
        of(handle, BACKUPS, organization).map((row, context) -> marked(row)).list());
  }

  private static Query of(Handle handle, String statement, UUID organization) {
    return handle.createQuery(statement).bind("organization", organization);
  }

  private static Map<UUID, List<TenantSnapshot.Granted>> credentials(
      Handle handle, UUID organization) {
    return of(handle, CREDENTIALS, organization)
        .map((row, context) -> Map.entry(Rows.uuid(row, "system_id"), granted(row)))
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  private static TenantSnapshot.Granted granted(ResultSet row) throws SQLException {
    return new TenantSnapshot.Granted(
        Rows.uuid(row, "id"),
        hmac(row),
        Rows.scopes(row.getArray("scopes")),
        Rows.instant(row, "created_at"),
        Rows.optionalInstant(row, "expires_at"),
        Rows.optionalInstant(row, "revoked_at"));
  }

  private static SecretHmac hmac(ResultSet row) throws SQLException {
    return new SecretHmac(
        row.getString("pepper_id"), HexFormat.of().formatHex(row.getBytes("secret_hmac")));
  }

  private static TenantSnapshot.Member member(
      ResultSet row,
      Map<UUID, RetentionPolicy> policies,
      Map<UUID, List<TenantSnapshot.Granted>> credentials)
      throws SQLException {
    UUID id = Rows.uuid(row, "id");
    return new TenantSnapshot.Member(
        id,
        new SystemId(row.getString("key")),
        row.getString("label"),
        Rows.systemState(row),
        new ByteSize(row.getLong("cap_bytes")),
        Duration.ofSeconds(row.getLong("expected_interval")),
        Rows.instant(row, "created_at"),
        Optional.ofNullable(policies.get(id)),
        credentials.getOrDefault(id, List.of()));
  }

  private static List<TenantSnapshot.Key> keys(Handle handle, UUID organization) {
    return of(handle, KEYS, organization)
        .bind("of_all", TenantSnapshot.OF_ALL)
        .map((row, context) ->
            new TenantSnapshot.Key(
                Rows.uuid(row, "id"),
                row.getString("label"),
                Role.valueOf(Rows.upper(row.getString("role"))),
                hmac(row),
                Optional.ofNullable(Rows.uuid(row, "made_by")),
                Rows.instant(row, "created_at"),
                Rows.optionalInstant(row, "expires_at"),
                Rows.optionalInstant(row, "revoked_at")))
        .list();
  }

  private static TenantSnapshot.Marked marked(ResultSet row) throws SQLException {
    return new TenantSnapshot.Marked(
        new BackupId(Rows.uuid(row, "id")),
        Rows.uuid(row, "system_id"),
        row.getBoolean("pinned"),
        row.getBoolean("pinned_by_platform"),
        Rows.optionalInstant(row, "hold_until"),
        row.getBoolean("held_by_platform"),
        Rows.optionalInstant(row, "deleted_at"));
  }

  @Override
  public Optional<HighWater> mark(UUID driveId, WriteToken token, Duration period) {
    return database.query(
        "draft a mark",
        handle ->
            handle
                .createQuery(MARK)
                .bind("drive", driveId)
                .bind("token", token.value())
                .bind("period", period.toMillis())
                .map((row, context) -> mark(Numbered.of(row), row))
                .findOne());
  }

  private static HighWater mark(Numbered numbered, ResultSet row) throws SQLException {
    return new HighWater(
        numbered.vaultId(),
        numbered.number(),
        numbered.at(),
        Rows.optionalInstant(row, "newest_received_at"));
  }

  @Override
  public void written(UUID driveId, long number) {
    settle(WRITTEN, driveId, number);
  }

  @Override
  public List<Entry> obsolete(UUID driveId, Duration writeTimeout, int max) {
    return database.query(
        "find obsolete directories",
        handle ->
            handle
                .createQuery(OBSOLETE)
                .bind("drive", driveId)
                .bind("of_all", TenantSnapshot.OF_ALL)
                .bind("kept", KEPT)
                .bind("timeout", writeTimeout.toMillis())
                .bind("max", max)
                .addCustomizer(Replan.PER_CALL)
                .map((row, context) ->
                    new Entry(
                        row.getLong("number"),
                        Optional.ofNullable(row.getObject("organization_id", UUID.class)),
                        new WriteToken(Rows.uuid(row, "write_token"))))
                .list());
  }

  @Override
  public void removed(UUID driveId, long number) {
    settle(REMOVED, driveId, number);
  }

  private void settle(String statement, UUID driveId, long number) {
    database.query(
        "note what lies on a drive",
        handle ->
            handle.createUpdate(statement).bind("drive", driveId).bind("number", number).execute());
  }
}
