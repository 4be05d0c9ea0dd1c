package dev.coffer.adapter.postgres.access;

import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.access.Access;
import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

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

  /** How long a transaction that adds a secret may be open after it has read the clock. */
  private static final Duration OPEN_TRANSACTION = Duration.ofMinutes(5);

  private static final int PAGE = 10_000;
  private static final UUID FIRST_ID = new UUID(0, 0);

  private static final String CLOCK = "select clock_timestamp()";

  /** In the order of its index: under an attack it is asked four times a second. */
  public static final String LIVE_SECRETS =
      """
      select c.created_at, c.id, s.key as owner, encode(c.secret_hmac, 'hex') as hmac, c.pepper_id
        from vault.credential c
        join vault.managed_system s on s.id = c.system_id
       where (c.created_at, c.id) > (cast(:created_at as timestamptz), cast(:id as uuid))
         and c.revoked_at is null
       order by c.created_at, c.id
       limit :max
      """;

  /** As the secrets of systems. */
  public static final String LIVE_API_KEYS =
      """
      select k.created_at, k.id, '' as owner, encode(k.secret_hmac, 'hex') as hmac, k.pepper_id
        from vault.api_key k
       where (k.created_at, k.id) > (cast(:created_at as timestamptz), cast(:id as uuid))
         and k.revoked_at is null
       order by k.created_at, k.id
       limit :max
      """;

  /**
   * Nothing is locked or written for hashes that are right. In the order of the ids, as above; the
   * hash is in a unique index, so the lock is that of a change of a key.
   */
  private static final String NEW_HASH =
      """
      with noted as (
        select c.id, decode(n.hmac, 'hex') as hmac, n.pepper
          from unnest(cast(:ids as uuid[]), cast(:hmacs as text[]), cast(:peppers as text[])) as n (id, hmac, pepper)
          join %1$s c on c.id = n.id
         where c.secret_hmac <> decode(n.hmac, 'hex')
         order by c.id
           for update of c skip locked)
      update %1$s c
         set secret_hmac = noted.hmac, pepper_id = noted.pepper
        from noted
       where c.id = noted.id
      """;

  private static final String NEW_HASH_OF_CREDENTIAL = NEW_HASH.formatted("vault.credential");
  private static final String NEW_HASH_OF_KEY = NEW_HASH.formatted("vault.api_key");

  private final Database database;

  /** A row of the two, with its place in their order. */
  private record LiveRow(Instant createdAt, UUID id, LiveSecret secret) {}

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
  public Instant liveSecrets(Instant since, Consumer<LiveSecret> each) {
    Instant began = clock();
    // A clock that was set back adds secrets before the time of the last reading.
    Instant known = since.isBefore(began) ? since : began;
    Instant from = known.minus(OPEN_TRANSACTION);
    readAll("read the secrets of systems", LIVE_SECRETS, from, each);
    readAll("read the API keys", LIVE_API_KEYS, from, each);
    return began;
  }

  private Instant clock() {
    return database.query(
        "read the clock",
        handle ->
            handle
                .createQuery(CLOCK)
                .map((row, context) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .one());
  }

  private void readAll(String what, String statement, Instant from, Consumer<LiveSecret> each) {
    List<LiveRow> page = page(what, statement, from, FIRST_ID);
    page.forEach(row -> each.accept(row.secret()));
    while (page.size() == PAGE) {
      LiveRow last = page.getLast();
      page = page(what, statement, last.createdAt(), last.id());
      page.forEach(row -> each.accept(row.secret()));
    }
  }

  private List<LiveRow> page(String what, String statement, Instant createdAt, UUID id) {
    return database.query(
        what,
        handle ->
            handle
                .createQuery(statement)
                .bind("created_at", Rows.timestamp(createdAt))
                .bind("id", id)
                .bind("max", PAGE)
                .map((row, context) -> liveRow(row))
                .list());
  }

  private static LiveRow liveRow(ResultSet row) throws SQLException {
    return new LiveRow(
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("id", UUID.class),
        new LiveSecret(
            row.getString("owner"),
            new SecretHmac(row.getString("pepper_id"), row.getString("hmac"))));
  }

  @Override
  public void used(Map<UUID, SecretHmac> credentials) {
    database.query(
        "note used credentials",
        handle ->
            handle
                .createUpdate(USED)
                .bindArray("ids", UUID.class, credentials.keySet().toArray())
                .execute());
    rehash("renew hashes of credentials", NEW_HASH_OF_CREDENTIAL, credentials);
  }

  @Override
  public void usedKeys(Map<UUID, SecretHmac> keys) {
    rehash("renew hashes of keys", NEW_HASH_OF_KEY, keys);
  }

  private void rehash(String purpose, String sql, Map<UUID, SecretHmac> hashes) {
    List<Map.Entry<UUID, SecretHmac>> entries = List.copyOf(hashes.entrySet());
    database.query(
        purpose,
        handle ->
            handle
                .createUpdate(sql)
                .bindArray("ids", UUID.class, entries.stream().map(Map.Entry::getKey).toArray())
                .bindArray(
                    "hmacs",
                    String.class,
                    entries.stream().map(entry -> entry.getValue().hex()).toArray())
                .bindArray(
                    "peppers",
                    String.class,
                    entries.stream().map(entry -> entry.getValue().pepperId()).toArray())
                .execute());
  }
}
