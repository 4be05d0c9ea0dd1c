package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.ApiKeyIndex;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.ApiKeys.AddRefusal;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The API keys of operators. Thread-safe. */
public final class PostgresApiKeyIndex implements ApiKeyIndex {

  private static final String EXISTS = "select exists (select 1 from vault.api_key)";

  private static final String KEYS =
      """
      select k.id, k.label, k.role, o.name as organization, k.made_by, k.created_at, k.expires_at, k.revoked_at,
             k.revoked_at is null and (k.expires_at is null or k.expires_at > (select t.at from vault.time t)) as works
        from vault.api_key k
        left join vault.organization o on o.id = k.organization_id
      """;

  private static final String OLDEST_FIRST = " order by k.created_at, k.id";

  private static final String LIST = KEYS + OLDEST_FIRST;

  private static final String LIST_OF_ORGANIZATION =
      KEYS + " where k.organization_id = :bound\n" + OLDEST_FIRST;

  private static final String ADD =
      """
      insert into vault.api_key (id, label, role, organization_id, secret_hmac, pepper_id, made_by, expires_at)
      values (:id, :name, :role, cast(:organization as uuid), :hmac, :pepper, cast(:maker as uuid),
              case when :lifetime > 0
                   then least(clock_timestamp() + :lifetime * interval '1 millisecond', cast(:until as timestamptz))
              end)
      on conflict (organization_id, label) where revoked_at is null do nothing
      """;

  /** Nobody revokes it before the key that it makes is there to be found. */
  private static final String LOCK_MAKER =
      """
      select k.id, k.role, k.organization_id, k.expires_at,
             :lifetime > 0 and clock_timestamp() + :lifetime * interval '1 millisecond' <= k.expires_at as is_longer
        from vault.api_key k
       where k.id = :maker
         and k.revoked_at is null
         and (k.expires_at is null or k.expires_at > (select t.at from vault.time t))
         for share of k
      """;

  private static final String LOCK =
      """
      select id, role, organization_id
        from vault.api_key
       where id = :id
         and revoked_at is null
         for update
      """;

  private static final String REVOKE =
      "update vault.api_key set revoked_at = clock_timestamp() where id = :id";

  private static final String REVOKE_MADE =
      """
      with recursive made as (
             select k.id from vault.api_key k where k.made_by = :id
              union
             select k.id from vault.api_key k join made m on k.made_by = m.id)
      update vault.api_key k
         set revoked_at = clock_timestamp()
       where k.id in (select m.id from made m)
         and k.revoked_at is null
         and (:of_all or k.organization_id = cast(:organization as uuid))
      returning k.id, k.role, k.organization_id
      """;

  private final Database database;

  public PostgresApiKeyIndex(Database database) {
    this.database = database;
  }

  @Override
  public boolean isEmpty() {
    return !database.query(
        "look for API keys", handle -> handle.createQuery(EXISTS).mapTo(Boolean.class).one());
  }

  @Override
  public List<ApiKeys.Row> list(Authority by) {
    return database.query(
        "list API keys",
        handle ->
            by.organizationId()
                .map(bound -> handle.createQuery(LIST_OF_ORGANIZATION).bind("bound", bound))
                .orElseGet(() -> handle.createQuery(LIST))
                .map((row, context) -> apiKey(row))
                .list());
  }

  private static ApiKeys.Row apiKey(ResultSet row) throws SQLException {
    var key =
        new ApiKey(
            Rows.uuid(row, "id"),
            row.getString("label"),
            Role.valueOf(Rows.upper(row.getString("role"))),
            Optional.ofNullable(row.getString("organization")),
            Optional.ofNullable(Rows.uuid(row, "made_by")),
            Rows.instant(row, "created_at"),
            Rows.optionalInstant(row, "expires_at"),
            Rows.optionalInstant(row, "revoked_at"));
    return new ApiKeys.Row(key, row.getBoolean("works"));
  }

  /** With when it expires; empty = never. */
  private record Maker(Operator operator, Optional<Instant> until, boolean isLonger) {

    Optional<AddRefusal> refuses(Operator made) {
      if (!operator.may(made.role()) || !Authority.of(operator).reachesKey(made)) {
        return Optional.of(new ApiKeys.NotPermitted());
      }
      return until.filter(_ -> !isLonger).map(ApiKeys.OutlivesMaker::new);
    }
  }

  private static Optional<Maker> lockMaker(Handle handle, UUID id, Duration lifetime) {
    return handle
        .createQuery(LOCK_MAKER)
        .bind("maker", id)
        .bind("lifetime", lifetime.toMillis())
        .map((row, context) ->
            new Maker(
                Rows.operator(row),
                Rows.optionalInstant(row, "expires_at"),
                row.getBoolean("is_longer")))
        .findOne();
  }

  @Override
  public Optional<AddRefusal> add(
      Authority by, Operator operator, String name, Duration lifetime, SecretHmac hmac) {
    return database.transaction(
        "add API key",
        handle -> {
          Optional<UUID> makerId = by.actor().keyId();
          Optional<Maker> maker = makerId.flatMap(id -> lockMaker(handle, id, lifetime));
          if (makerId.isPresent() && maker.isEmpty()) {
            return Optional.of(new ApiKeys.NotPermitted());
          }
          Optional<AddRefusal> refusal = maker.flatMap(found -> found.refuses(operator));
          if (refusal.isPresent()) {
            return refusal;
          }
          int added =
              handle
                  .createUpdate(ADD)
                  .bind("id", operator.keyId())
                  .bind("name", name)
                  .bind("role", Rows.lower(operator.role()))
                  .bind("organization", operator.organizationId().orElse(null))
                  .bind("hmac", HexFormat.of().parseHex(hmac.hex()))
                  .bind("pepper", hmac.pepperId())
                  .bind("lifetime", lifetime.toMillis())
                  .bind("maker", makerId.orElse(null))
                  .bind("until", maker.flatMap(Maker::until).map(Rows::timestamp).orElse(null))
                  .execute();
          if (added == 0) {
            return Optional.of(new ApiKeys.NameTaken());
          }
          record(handle, by.actor(), AuditAction.API_KEY_ADDED, operator);
          return Optional.empty();
        });
  }

  private static void record(Handle handle, Actor actor, AuditAction action, Operator key) {
    String id = key.keyId().toString();
    key.organizationId()
        .ifPresentOrElse(
            bound -> PostgresAuditLog.recordOfOrganization(handle, actor, action, bound, id),
            () -> PostgresAuditLog.record(handle, actor, action, id));
  }

  @Override
  public boolean revoke(Authority by, UUID id) {
    return database.transaction(
        "revoke API key",
        handle -> {
          Optional<Operator> found =
              handle
                  .createQuery(LOCK)
                  .bind("id", id)
                  .map((row, context) -> Rows.operator(row))
                  .findOne()
                  .filter(key -> by.reachesKey(key));
          found.ifPresent(key -> {
            handle.createUpdate(REVOKE).bind("id", id).execute();
            record(handle, by.actor(), AuditAction.API_KEY_REVOKED, key);
          });
          return found.isPresent();
        });
  }

  /** Again until nothing is found: a key that was waited for may have made one meanwhile. */
  @Override
  public int revokeMade(Authority by, UUID id) {
    return database.transaction(
        "revoke made API keys",
        handle -> {
          int revoked = 0;
          List<Operator> made;
          do {
            made =
                handle
                    .createQuery(REVOKE_MADE)
                    .bind("id", id)
                    .bind("of_all", by.reachesAll())
                    .bind("organization", by.organizationId().orElse(null))
                    .map((row, context) -> Rows.operator(row))
                    .list();
            made.forEach(key -> record(handle, by.actor(), AuditAction.API_KEY_REVOKED, key));
            revoked += made.size();
          } while (!made.isEmpty());
          return revoked;
        });
  }
}
