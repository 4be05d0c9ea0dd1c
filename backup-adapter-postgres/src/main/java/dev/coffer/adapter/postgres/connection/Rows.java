package dev.coffer.adapter.postgres.connection;

import dev.coffer.application.access.Access;
import dev.coffer.application.access.SecretHmac;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.tenancy.Credential;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Owner;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Maps rows to domain records. The column names are the same in every statement. */
public final class Rows {

  /** Columns of a backup except its id, from the alias b. */
  public static final String BACKUP_VALUES =
      """
      b.number, b.filename, b.extension, b.media_type, b.size_bytes, b.sha256, b.received_at, b.damaged\
      """;

  /** Columns of a backup, from the alias b, as {@link #backup} reads them. */
  public static final String BACKUP = "b.id as backup_id, " + BACKUP_VALUES;

  /** Columns of a system, from the alias s, as {@link #system} reads them. */
  public static final String SYSTEM =
      "s.id as system_id, s.organization_id, s.key, s.label, s.state, s.cap_bytes, s.used_bytes";

  public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Rows() {}

  /** Columns: organization_id, system_id. */
  public static Owner owner(ResultSet row) throws SQLException {
    return new Owner(uuid(row, "organization_id"), uuid(row, "system_id"));
  }

  /**
   * Columns: backup_id, number, filename, extension, media_type, size_bytes, sha256, received_at,
   * damaged.
   */
  public static Backup backup(ResultSet row) throws SQLException {
    return new Backup(
        new BackupId(uuid(row, "backup_id")),
        row.getLong("number"),
        new Filename(row.getString("filename")),
        BackupExtension.ofSuffix(row.getString("extension")),
        new MediaType(row.getString("media_type")),
        new ByteSize(row.getLong("size_bytes")),
        Sha256.of(row.getBytes("sha256")),
        instant(row, "received_at"),
        row.getBoolean("damaged"));
  }

  /**
   * Reads this row and all after it, with the columns of {@link #backup}. A row with a null
   * backup_id, as after an outer join, adds nothing.
   */
  public static List<Backup> backups(ResultSet rows) throws SQLException {
    List<Backup> backups = new ArrayList<>();
    if (rows.getObject("backup_id") != null) {
      do {
        backups.add(backup(rows));
      } while (rows.next());
    }
    return backups;
  }

  /** Columns: system_id, organization_id, key, label, state, cap_bytes, used_bytes. */
  public static ManagedSystem system(ResultSet row) throws SQLException {
    return new ManagedSystem(
        uuid(row, "system_id"),
        uuid(row, "organization_id"),
        new SystemId(row.getString("key")),
        row.getString("label"),
        systemState(row),
        new ByteSize(row.getLong("cap_bytes")),
        new ByteSize(row.getLong("used_bytes")));
  }

  /** Columns: id, name, quota_bytes, used_bytes, reserved_bytes. */
  public static Organization organization(ResultSet row) throws SQLException {
    return new Organization(
        uuid(row, "id"),
        row.getString("name"),
        new ByteSize(row.getLong("quota_bytes")),
        new ByteSize(row.getLong("used_bytes")),
        new ByteSize(row.getLong("reserved_bytes")));
  }

  /** Column: state, of a system. */
  public static SystemState systemState(ResultSet row) throws SQLException {
    return SystemState.valueOf(upper(row.getString("state")));
  }

  /** Columns: those of {@link #system}, and credential_id (null: no match), scopes, expires_at. */
  public static Access access(ResultSet row) throws SQLException {
    @Nullable UUID credentialId = row.getObject("credential_id", UUID.class);
    return new Access(
        system(row),
        credentialId == null
            ? Optional.empty()
            : Optional.of(
                new Credential(
                    credentialId,
                    scopes(row.getArray("scopes")),
                    optionalInstant(row, "expires_at"))));
  }

  /** Columns: id, role, organization_id. */
  public static Operator operator(ResultSet row) throws SQLException {
    return new Operator(
        uuid(row, "id"),
        Role.valueOf(upper(row.getString("role"))),
        Optional.ofNullable(row.getObject("organization_id", UUID.class)));
  }

  /** For an array of hexadecimal text. */
  public static Object[] hexes(List<SecretHmac> candidates) {
    return candidates.stream().map(SecretHmac::hex).toArray();
  }

  public static Set<Scope> scopes(Array array) throws SQLException {
    return Arrays.stream((String[]) array.getArray())
        .map(scope -> Scope.valueOf(upper(scope)))
        .collect(Collectors.toUnmodifiableSet());
  }

  public static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  public static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Empty for null. */
  public static Optional<Instant> optionalInstant(ResultSet row, String column)
      throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  /**
   * A time outside the years that PostgreSQL supports becomes infinity or -infinity: no backup is
   * older or newer.
   */
  public static String timestamp(Instant instant) {
    if (instant.isBefore(EARLIEST)) {
      return "-infinity";
    }
    return instant.isAfter(LATEST) ? "infinity" : instant.toString();
  }

  /** Empty for null. */
  public static List<Instant> instants(ResultSet row, String column) throws SQLException {
    @Nullable Array array = row.getArray(column);
    return array == null
        ? List.of()
        : Arrays.stream((Timestamp[]) array.getArray()).map(Timestamp::toInstant).toList();
  }

  /** Columns: actor_kind, actor. */
  public static Actor actor(ResultSet row) throws SQLException {
    return new Actor(
        Actor.Kind.valueOf(upper(row.getString("actor_kind"))), row.getString("actor"));
  }

  /** The text of an enum constant in the database. */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The name of the enum constant for a text of the database. */
  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
