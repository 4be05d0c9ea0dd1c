package dev.coffer.adapter.postgres.tenancy;

import dev.coffer.adapter.postgres.audit.PostgresAuditLog;
import dev.coffer.adapter.postgres.connection.Database;
import dev.coffer.adapter.postgres.connection.Rows;
import dev.coffer.adapter.postgres.connection.Systems;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.application.tenancy.CredentialIndex;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Expiry;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.CredentialFacts;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The credentials of systems. Thread-safe. */
public final class PostgresCredentialIndex implements CredentialIndex {

  private static final String LIST =
      """
      select c.id as credential_id, c.scopes, c.created_at, c.expires_at, c.revoked_at, c.last_used_at,
             c.revoked_at is null and (c.expires_at is null or c.expires_at > (select t.at from vault.time t)) as works
        from vault.credential c
       where c.system_id = :system
       order by c.created_at desc, c.id desc
      """;

  private static final String COUNT_LIVE =
      """
      select count(*)
        from vault.credential c
       where c.system_id = :system
         and c.revoked_at is null
         and (c.expires_at is null or c.expires_at > (select t.at from vault.time t))
      """;

  private static final String ADD =
      """
      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes, expires_at)
      values (:id, :system, :hmac, :pepper, :scopes,
              case when :lifetime > 0 then clock_timestamp() + :lifetime * interval '1 millisecond' end)
      """;

  /** At most two credentials are valid at a time: the newest one and its successor. */
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

  /** Takes the scopes of the newest credential: a new secret changes nothing else. */
  private static final String ADD_SUCCESSOR =
      """
      insert into vault.credential (id, system_id, secret_hmac, pepper_id, scopes)
      select :id, c.system_id, :hmac, :pepper, c.scopes
        from vault.credential c
       where c.system_id = :system
       order by c.created_at desc, c.id desc
       limit 1
      """;

  private static final String END_OTHERS =
      """
      update vault.credential
         set expires_at = least(expires_at, clock_timestamp() + :overlap * interval '1 millisecond')
       where system_id = :system
         and id <> :id
         and revoked_at is null
      """;

  private static final String REVOKE =
      """
      update vault.credential
         set revoked_at = clock_timestamp()
       where id = :id
         and system_id = :system
         and revoked_at is null
      """;

  private static final String EXISTS =
      "select exists (select 1 from vault.credential where id = :id and system_id = :system)";

  private final Database database;

  public PostgresCredentialIndex(Database database) {
    this.database = database;
  }

  @Override
  public Optional<List<CredentialFacts>> list(Authority by, SystemId id) {
    return database.query(
        "list credentials",
        handle ->
            Systems.find(handle, by, id)
                .map(system ->
                    handle
                        .createQuery(LIST)
                        .bind("system", system)
                        .map((row, context) -> facts(row))
                        .list()));
  }

  private static CredentialFacts facts(ResultSet row) throws SQLException {
    return new CredentialFacts(
        new Credential(
            Rows.uuid(row, "credential_id"),
            Rows.scopes(row.getArray("scopes")),
            Rows.optionalInstant(row, "expires_at")),
        Rows.instant(row, "created_at"),
        Rows.optionalInstant(row, "revoked_at"),
        Rows.optionalInstant(row, "last_used_at"),
        row.getBoolean("works"));
  }

  @Override
  public Addition add(
      Authority by, SystemCredentials.AddCommand command, UUID credentialId, SecretHmac hmac) {
    return database.transaction(
        "add credential",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, by, command.id());
          if (system.isEmpty()) {
            return Addition.UNKNOWN_SYSTEM;
          }
          if (live(handle, system.get()) >= SystemCredentials.MOST_AT_ONCE) {
            return Addition.TOO_MANY;
          }
          insert(handle, system.get(), credentialId, command.scopes(), command.expiry(), hmac);
          PostgresAuditLog.recordOfSystem(
              handle,
              by.actor(),
              AuditAction.CREDENTIAL_ADDED,
              system.get(),
              credentialId.toString());
          return Addition.ADDED;
        });
  }

  private static long live(Handle handle, UUID system) {
    return handle.createQuery(COUNT_LIVE).bind("system", system).mapTo(Long.class).one();
  }

  /** Runs in the transaction that locks or adds the system. */
  static void insert(
      Handle handle, UUID system, UUID id, Set<Scope> scopes, Expiry expiry, SecretHmac hmac) {
    handle
        .createUpdate(ADD)
        .bind("id", id)
        .bind("system", system)
        .bind("hmac", HexFormat.of().parseHex(hmac.hex()))
        .bind("pepper", hmac.pepperId())
        .bindArray("scopes", String.class, scopes.stream().map(Rows::lower).toArray())
        .bind("lifetime", expiry.lifetime().toMillis())
        .execute();
  }

  @Override
  public boolean rotate(
      Authority by, SystemId id, UUID credentialId, SecretHmac hmac, Duration overlap) {
    return database.transaction(
        "rotate secret",
        handle -> {
          Optional<UUID> system = Systems.lock(handle, by, id);
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
        .createUpdate(END_OTHERS)
        .bind("system", system)
        .bind("id", credentialId)
        .bind("overlap", overlap.toMillis())
        .execute();
  }

  @Override
  public boolean revoke(Authority by, SystemId id, UUID credential) {
    return database.transaction(
        "revoke credential",
        handle ->
            Systems.lock(handle, by, id)
                .map(system -> revoke(handle, by, system, credential))
                .orElse(false));
  }

  private static boolean revoke(Handle handle, Authority by, UUID system, UUID credential) {
    int revoked =
        handle.createUpdate(REVOKE).bind("id", credential).bind("system", system).execute();
    if (revoked == 1) {
      PostgresAuditLog.recordOfSystem(
          handle, by.actor(), AuditAction.CREDENTIAL_REVOKED, system, credential.toString());
      return true;
    }
    return handle
        .createQuery(EXISTS)
        .bind("id", credential)
        .bind("system", system)
        .mapTo(Boolean.class)
        .one();
  }
}
