package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.OperatorScope;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.ListApiKeys;
import dev.coffer.application.tenancy.ListSystems;
import dev.coffer.application.tenancy.Registry;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.ApiKey;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Thread-safe. */
public final class PostgresRegistry implements Registry {

  private static final String ADD_ORGANIZATION =
      """
      insert into vault.organization (id, name, quota_bytes)
      values (:id, :name, :quota)
      on conflict (name) do nothing
      """;

  private static final String ORGANIZATION =
      """
      select id, name, quota_bytes, used_bytes, reserved_bytes
        from vault.organization
       where name = :name
      """;

  private static final String ORGANIZATIONS =
      """
      select id, name, quota_bytes, used_bytes, reserved_bytes
        from vault.organization
       order by name
      """;

  private static final String ADD_SYSTEM =
      """
      insert into vault.managed_system (id, organization_id, key, label, state, cap_bytes, expected_interval)
      values (:id, :organization, :key, :label, :state, :cap, :expected_seconds * interval '1 second')
      on conflict (lower(key)) do nothing
      """;

  private static final String ADD_CREDENTIAL =
      """
      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes)
      values (:id, :system, :hmac, :pepper, :scopes)
      """;

  private static final String SYSTEMS =
      """
      select s.id as system_id, s.organization_id, s.key, s.label, s.state, s.cap_bytes, s.used_bytes,
             o.name as organization
        from vault.managed_system s
        join vault.organization o on o.id = s.organization_id
       order by lower(s.key)
      """;

  private static final String CHANGE_STATE =
      "update vault.managed_system set state = :state where id = :id and state <> :state";

  private static final String LOCK_SYSTEM =
      """
      select id
        from vault.managed_system
       where lower(key) = lower(:key)
         and key = :key
         and organization_id between :first_organization and :last_organization
         for no key update
      """;

  private static final String FIND_SYSTEM =
      """
      select id
        from vault.managed_system
       where lower(key) = lower(:key)
         and key = :key
         and organization_id between :first_organization and :last_organization
      """;

  /** Two work at most: the newest one and its successor. */
  private static final String END_ALL_BUT_NEWEST =
      """
      update vault.credential
         set expires_at = least(expires_at, clock_timestamp())
       where system_id = :system
         and revoked_at is null
         and id <> (select c.id
                      from vault.credential c
                     where c.system_id = :system
                     order by c.created_at desc, c.id desc
                     limit 1)
      """;

  private static final String END_CREDENTIALS =
      """
      update vault.credential
         set expires_at = least(expires_at, clock_timestamp() + :overlap * interval '1 millisecond')
       where system_id = :system
         and id <> :id
         and revoked_at is null
      """;

  /** The scopes are those of the newest credential: a new secret changes nothing else. */
  private static final String ADD_SUCCESSOR =
      """
      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes)
      select :id, c.system_id, :hmac, :pepper, c.scopes
        from vault.credential c
       where c.system_id = :system
       order by c.created_at desc, c.id desc
       limit 1
      """;

  private static final String ADD_API_KEY =
      """
      insert into vault.api_key (id, label, role, organization_id, secret_hmac, pepper_id, expires_at)
      values (:id, :name, :role, cast(:organization as uuid), :hmac, :pepper,
              case when :lifetime > 0 then clock_timestamp() + :lifetime * interval '1 millisecond' end)
      on conflict (label) where revoked_at is null do nothing
      """;

  private static final String API_KEYS =
      """
      select k.id, k.label, k.role, o.name as organization, k.created_at, k.expires_at, k.revoked_at,
             k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp()) as works
        from vault.api_key k
        left join vault.organization o on o.id = k.organization_id
       order by k.created_at, k.id
      """;

  private static final String API_KEYS_OF_ORGANIZATION =
      """
      select k.id, k.label, k.role, o.name as organization, k.created_at, k.expires_at, k.revoked_at,
             k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp()) as works
        from vault.api_key k
        join vault.organization o on o.id = k.organization_id
       where k.organization_id = :bound
       order by k.created_at, k.id
      """;

  private static final String STANDING_API_KEY =
      """
      select id, role, organization_id
        from vault.api_key
       where id = :id
         and revoked_at is null
         for update
      """;

  private static final String REVOKE_API_KEY =
      "update vault.api_key set revoked_at = clock_timestamp() where id = :id";

  private static final String HAS_API_KEY = "select exists (select 1 from vault.api_key)";

  private final Database database;

  public PostgresRegistry(Database database) {
    this.database = database;
  }

  @Override
  public boolean addOrganization(Actor actor, Organization organization) {
    return database.transaction(
        "add organization",
        handle -> {
          int added =
              handle
                  .createUpdate(ADD_ORGANIZATION)
                  .bind("id", organization.id())
                  .bind("name", organization.name())
                  .bind("quota", organization.quota().bytes())
                  .execute();
          if (added == 1) {
            PostgresAuditLog.recordOfOrganization(
                handle,
                actor,
                AuditAction.ORGANIZATION_ADDED,
                organization.id(),
                "name \"%s\", quota %s".formatted(organization.name(), organization.quota()));
          }
          return added == 1;
        });
  }

  @Override
  public Optional<Organization> organization(String name) {
    return database.query(
        "find organization",
        handle ->
            handle
                .createQuery(ORGANIZATION)
                .bind("name", name)
                .map((row, context) -> Rows.organization(row))
                .findOne());
  }

  @Override
  public List<Organization> organizations() {
    return database.query(
        "list organizations",
        handle ->
            handle.createQuery(ORGANIZATIONS).map((row, context) -> Rows.organization(row)).list());
  }

  @Override
  public boolean addSystem(
      Actor actor,
      ManagedSystem system,
      Duration expectedInterval,
      Credential credential,
      SecretHmac hmac) {
    return database.transaction(
        "add system",
        handle -> {
          int added =
              handle
                  .createUpdate(ADD_SYSTEM)
                  .bind("id", system.uuid())
                  .bind("organization", system.organizationId())
                  .bind("key", system.id().value())
                  .bind("label", system.label())
                  .bind("state", Rows.lower(system.state()))
                  .bind("cap", system.cap().bytes())
                  .bind("expected_seconds", expectedInterval.toSeconds())
                  .execute();
          if (added == 1) {
            addCredential(handle, system.uuid(), credential, hmac);
            PostgresAuditLog.recordOfSystem(
                handle, actor, AuditAction.SYSTEM_ADDED, system.uuid(), "");
          }
          return added == 1;
        });
  }

  private static void addCredential(
      Handle handle, UUID system, Credential credential, SecretHmac hmac) {
    handle
        .createUpdate(ADD_CREDENTIAL)
        .bind("id", credential.id())
        .bind("system", system)
        .bind("hmac", HexFormat.of().parseHex(hmac.hex()))
        .bind("pepper", hmac.pepperId())
        .bindArray("scopes", String.class, credential.scopes().stream().map(Rows::lower).toArray())
        .execute();
  }

  @Override
  public List<ListSystems.Row> systems() {
    return database.query(
        "list systems",
        handle ->
            handle
                .createQuery(SYSTEMS)
                .map((row, context) ->
                    new ListSystems.Row(Rows.system(row), row.getString("organization")))
                .list());
  }

  @Override
  public boolean changeState(Authority by, SystemId id, SystemState state) {
    return database.transaction(
        "change state",
        handle -> {
          Optional<UUID> system = lock(handle, by, id);
          system.ifPresent(uuid -> changeState(handle, by, uuid, state));
          return system.isPresent();
        });
  }

  private static void changeState(Handle handle, Authority by, UUID system, SystemState state) {
    int changed =
        handle
            .createUpdate(CHANGE_STATE)
            .bind("id", system)
            .bind("state", Rows.lower(state))
            .execute();
    if (changed == 1) {
      PostgresAuditLog.recordOfSystem(
          handle, by.actor(), AuditAction.SYSTEM_CHANGED, system, "state " + Rows.lower(state));
    }
  }

  /** The system within reach, locked until the end of the transaction. */
  static Optional<UUID> lock(Handle handle, Authority by, SystemId id) {
    return system(handle, LOCK_SYSTEM, by, id);
  }

  /** The system within reach. */
  static Optional<UUID> find(Handle handle, Authority by, SystemId id) {
    return system(handle, FIND_SYSTEM, by, id);
  }

  private static Optional<UUID> system(Handle handle, String statement, Authority by, SystemId id) {
    return OperatorScope.bind(handle.createQuery(statement), by)
        .bind("key", id.value())
        .mapTo(UUID.class)
        .findOne();
  }

  @Override
  public boolean rotate(
      Authority by, SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap) {
    return database.transaction(
        "rotate secret",
        handle -> {
          Optional<UUID> system = lock(handle, by, id);
          system.ifPresent(uuid -> {
            rotate(handle, uuid, credentialId, hmac, overlap);
            PostgresAuditLog.recordOfSystem(
                handle,
                by.actor(),
                AuditAction.CREDENTIAL_ADDED,
                uuid,
                "%s; those before end within %s".formatted(credentialId, overlap));
          });
          return system.isPresent();
        });
  }

  private static void rotate(
      Handle handle, UUID system, UUID credentialId, SecretHmac hmac, Duration overlap) {
    handle.createUpdate(END_ALL_BUT_NEWEST).bind("system", system).execute();
    handle
        .createUpdate(ADD_SUCCESSOR)
        .bind("id", credentialId)
        .bind("system", system)
        .bind("hmac", HexFormat.of().parseHex(hmac.hex()))
        .bind("pepper", hmac.pepperId())
        .execute();
    handle
        .createUpdate(END_CREDENTIALS)
        .bind("system", system)
        .bind("id", credentialId)
        .bind("overlap", overlap.toMillis())
        .execute();
  }

  @Override
  public boolean addApiKey(
      Actor actor, Operator operator, String name, Duration lifetime, SecretHmac hmac) {
    return database.transaction(
        "add API key",
        handle -> {
          int added =
              handle
                  .createUpdate(ADD_API_KEY)
                  .bind("id", operator.keyId())
                  .bind("name", name)
                  .bind("role", Rows.lower(operator.role()))
                  .bind("organization", operator.organizationId().orElse(null))
                  .bind("hmac", HexFormat.of().parseHex(hmac.hex()))
                  .bind("pepper", hmac.pepperId())
                  .bind("lifetime", lifetime.toMillis())
                  .execute();
          if (added == 1) {
            recordOfKey(handle, actor, AuditAction.API_KEY_ADDED, operator);
          }
          return added == 1;
        });
  }

  private static void recordOfKey(Handle handle, Actor actor, AuditAction action, Operator key) {
    String id = key.keyId().toString();
    key.organizationId()
        .ifPresentOrElse(
            bound -> PostgresAuditLog.recordOfOrganization(handle, actor, action, bound, id),
            () -> PostgresAuditLog.record(handle, actor, action, id));
  }

  @Override
  public List<ListApiKeys.Row> apiKeys(Authority by) {
    return database.query(
        "list API keys",
        handle ->
            by.organizationId()
                .map(bound -> handle.createQuery(API_KEYS_OF_ORGANIZATION).bind("bound", bound))
                .orElseGet(() -> handle.createQuery(API_KEYS))
                .map((row, context) -> apiKey(row))
                .list());
  }

  private static ListApiKeys.Row apiKey(ResultSet row) throws SQLException {
    var key =
        new ApiKey(
            Rows.uuid(row, "id"),
            row.getString("label"),
            Role.valueOf(Rows.upper(row.getString("role"))),
            Optional.ofNullable(row.getString("organization")),
            Rows.instant(row, "created_at"),
            Rows.optionalInstant(row, "expires_at"),
            Rows.optionalInstant(row, "revoked_at"));
    return new ListApiKeys.Row(key, row.getBoolean("works"));
  }

  @Override
  public boolean revokeApiKey(Authority by, UUID id) {
    return database.transaction(
        "revoke API key",
        handle -> {
          Optional<Operator> standing =
              handle
                  .createQuery(STANDING_API_KEY)
                  .bind("id", id)
                  .map((row, context) -> Rows.operator(row))
                  .findOne()
                  .filter(key -> by.reachesKey(key));
          standing.ifPresent(key -> {
            handle.createUpdate(REVOKE_API_KEY).bind("id", id).execute();
            recordOfKey(handle, by.actor(), AuditAction.API_KEY_REVOKED, key);
          });
          return standing.isPresent();
        });
  }

  @Override
  public boolean hasApiKey() {
    return database.query(
        "look for API keys", handle -> handle.createQuery(HAS_API_KEY).mapTo(Boolean.class).one());
  }
}
