package dev.coffer.adapter.postgres;

import dev.coffer.application.port.in.ListApiKeys;
import dev.coffer.application.port.in.ListSystems;
import dev.coffer.application.port.out.Registry;
import dev.coffer.application.port.out.SecretHmac;
import dev.coffer.domain.ApiKey;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Credential;
import dev.coffer.domain.ManagedSystem;
import dev.coffer.domain.Operator;
import dev.coffer.domain.Organization;
import dev.coffer.domain.Role;
import dev.coffer.domain.SystemId;
import dev.coffer.domain.SystemState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Thread-safe. */
final class PostgresRegistry implements Registry {

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
      insert into vault.managed_system (id, organization_id, key, label, state, cap_bytes)
      values (:id, :organization, :key, :label, :state, :cap)
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
      "update vault.managed_system set state = :state where lower(key) = lower(:key) and key = :key";

  private static final String LOCK_SYSTEM =
      """
      select id
        from vault.managed_system
       where lower(key) = lower(:key)
         and key = :key
         for no key update
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
       order by c.created_at desc
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

  private static final String REVOKE_API_KEY =
      """
      update vault.api_key
         set revoked_at = clock_timestamp()
       where id = :id
         and revoked_at is null
      """;

  private static final String HAS_API_KEY = "select exists (select 1 from vault.api_key)";

  private final Database database;

  PostgresRegistry(Database database) {
    this.database = database;
  }

  @Override
  public boolean addOrganization(Organization organization) {
    return database.query(
        "add organization",
        handle ->
            handle
                    .createUpdate(ADD_ORGANIZATION)
                    .bind("id", organization.id())
                    .bind("name", organization.name())
                    .bind("quota", organization.quota().bytes())
                    .execute()
                == 1);
  }

  @Override
  public Optional<Organization> organization(String name) {
    return database.query(
        "find organization",
        handle ->
            handle
                .createQuery(ORGANIZATION)
                .bind("name", name)
                .map((row, context) -> organization(row))
                .findOne());
  }

  @Override
  public List<Organization> organizations() {
    return database.query(
        "list organizations",
        handle ->
            handle.createQuery(ORGANIZATIONS).map((row, context) -> organization(row)).list());
  }

  private static Organization organization(ResultSet row) throws SQLException {
    return new Organization(
        Rows.uuid(row, "id"),
        row.getString("name"),
        new ByteSize(row.getLong("quota_bytes")),
        new ByteSize(row.getLong("used_bytes")),
        new ByteSize(row.getLong("reserved_bytes")));
  }

  @Override
  public boolean addSystem(ManagedSystem system, Credential credential, SecretHmac hmac) {
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
                  .execute();
          if (added == 1) {
            addCredential(handle, system.uuid(), credential, hmac);
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
  public boolean changeState(SystemId id, SystemState state) {
    return database.query(
        "change state",
        handle ->
            handle
                    .createUpdate(CHANGE_STATE)
                    .bind("key", id.value())
                    .bind("state", Rows.lower(state))
                    .execute()
                == 1);
  }

  @Override
  public boolean rotate(SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap) {
    return database.transaction(
        "rotate secret",
        handle -> {
          Optional<UUID> system =
              handle.createQuery(LOCK_SYSTEM).bind("key", id.value()).mapTo(UUID.class).findOne();
          system.ifPresent(uuid -> rotate(handle, uuid, credentialId, hmac, overlap));
          return system.isPresent();
        });
  }

  private static void rotate(
      Handle handle, UUID system, UUID credentialId, SecretHmac hmac, Duration overlap) {
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
  public boolean addApiKey(Operator operator, String name, Duration lifetime, SecretHmac hmac) {
    return database.query(
        "add API key",
        handle ->
            handle
                    .createUpdate(ADD_API_KEY)
                    .bind("id", operator.keyId())
                    .bind("name", name)
                    .bind("role", Rows.lower(operator.role()))
                    .bind("organization", operator.organizationId().orElse(null))
                    .bind("hmac", HexFormat.of().parseHex(hmac.hex()))
                    .bind("pepper", hmac.pepperId())
                    .bind("lifetime", lifetime.toMillis())
                    .execute()
                == 1);
  }

  @Override
  public List<ListApiKeys.Row> apiKeys() {
    return database.query(
        "list API keys",
        handle -> handle.createQuery(API_KEYS).map((row, context) -> apiKey(row)).list());
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
  public boolean revokeApiKey(UUID id) {
    return database.query(
        "revoke API key",
        handle -> handle.createUpdate(REVOKE_API_KEY).bind("id", id).execute() == 1);
  }

  @Override
  public boolean hasApiKey() {
    return database.query(
        "look for API keys", handle -> handle.createQuery(HAS_API_KEY).mapTo(Boolean.class).one());
  }
}
