package dev.coffer.adapter.postgres.access;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.access.Access;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Recognises systems and operators by their secrets. Thread-safe. */
public final class PostgresCallerIndex implements CallerIndex {

  private static final String SYSTEM =
      """
      select s.id as system_id, s.organization_id, s.key, s.label, s.state, s.cap_bytes, s.used_bytes,
             c.id as credential_id, c.scopes, c.expires_at
        from vault.managed_system s
        left join lateral (
             select c.id, c.scopes, c.expires_at
               from vault.credential c
              where c.system_id = s.id
                and encode(c.secret_hmac, 'hex') = any (:hmacs)
                and c.revoked_at is null
                and (c.expires_at is null or c.expires_at > (select t.at from vault.time t))
              limit 1) c on true
       where lower(s.key) = lower(:key)
         and s.key = :key
      """;

  private static final String VALID_KEY =
      """
      select k.id, k.role, k.organization_id
        from vault.api_key k
       where k.revoked_at is null
         and (k.expires_at is null or k.expires_at > (select t.at from vault.time t))
      """;

  /** Uses the unique index on the hash, so the cost does not depend on the number of keys. */
  private static final String OPERATOR =
      VALID_KEY
          + """
             and k.secret_hmac in (select decode(h.hex, 'hex') from unnest(cast(:hmacs as text[])) h (hex))
           limit 1
          """;

  /** Nothing is issued for longer than the largest drift: a later end was set by a wrong clock. */
  private static final String STILL_VALID =
      VALID_KEY
          + """
             and k.id = :key
             and exists (select 1
                           from vault.time t
                          where cast(:expires_at as timestamptz) > t.at
                            and cast(:expires_at as timestamptz) <= t.at + t.max_drift)
          """;

  private static final String NOW = "select t.at from vault.time t";

  /**
   * Locks the rows in the order of their ids, so that two instances that record the same
   * credentials do not deadlock.
   */
  private static final String USED =
      """
      with noted as (
        select c.id
          from vault.credential c
         where c.id = any (:ids)
           and (c.last_used_at is null or c.last_used_at < clock_timestamp() - interval '1 minute')
         order by c.id
           for no key update skip locked)
      update vault.credential c
         set last_used_at = clock_timestamp()
        from noted
       where c.id = noted.id
      """;

  private final Database database;

  public PostgresCallerIndex(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Access> system(SystemId id, List<SecretHmac> candidates) {
    return database.query(
        "recognise",
        handle ->
            handle
                .createQuery(SYSTEM)
                .bind("key", id.value())
                .bindArray("hmacs", String.class, Rows.hexes(candidates))
                .map((row, context) -> Rows.access(row))
                .findOne());
  }

  @Override
  public Optional<Operator> operator(List<SecretHmac> candidates) {
    return database.query(
        "recognise operator",
        handle ->
            handle
                .createQuery(OPERATOR)
                .bindArray("hmacs", String.class, Rows.hexes(candidates))
                .map((row, context) -> Rows.operator(row))
                .findOne());
  }

  @Override
  public Optional<Operator> stillValid(UUID keyId, Instant expiresAt) {
    return database.query(
        "check an operator's key",
        handle ->
            handle
                .createQuery(STILL_VALID)
                .bind("key", keyId)
                .bind("expires_at", Rows.timestamp(expiresAt))
                .map((row, context) -> Rows.operator(row))
                .findOne());
  }

  @Override
  public Instant now() {
    return database.query(
        "read the clock",
        handle ->
            handle
                .createQuery(NOW)
                .map((row, context) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .one());
  }

  @Override
  public void used(Collection<UUID> credentials) {
    database.query(
        "note used credentials",
        handle ->
            handle
                .createUpdate(USED)
                .bindArray("ids", UUID.class, credentials.toArray())
                .execute());
  }
}
