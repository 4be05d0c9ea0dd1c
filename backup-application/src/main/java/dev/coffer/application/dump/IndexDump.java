package dev.coffer.application.dump;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a dump of the index contains. Its rows are those of one moment.
 *
 * @param takenAt that moment, on the clock of the database
 * @param schemaVersion of the last migration; a dump is restored into the same schema
 * @param postgresVersion of the server that it came from; it does not matter to a restore
 * @param auditMonths the months that have a partition of the audit log, such as {@code 2026_11}
 * @param snapshotNumber a number above those of all tenant snapshots of that moment
 * @param grants what other roles than the owner may do
 */
public record IndexDump(
    UUID vaultId,
    Instant takenAt,
    String schemaVersion,
    String postgresVersion,
    Totals totals,
    List<Table> tables,
    List<String> auditMonths,
    long snapshotNumber,
    List<Grant> grants) {

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}");
  private static final Pattern MONTH = Pattern.compile("[0-9]{4}_(0[1-9]|1[0-2])");

  public IndexDump {
    tables = List.copyOf(tables);
    auditMonths = List.copyOf(auditMonths);
    grants = List.copyOf(grants);
    check("schemaVersion", VERSION, schemaVersion);
    auditMonths.forEach(month -> check("auditMonths", MONTH, month));
  }

  /** Names become parts of statements. */
  private static void check(String what, Pattern expected, String value) {
    if (!expected.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s: \"%s\" (expected: %s)".formatted(what, value, expected));
    }
  }

  /**
   * What people compare.
   *
   * @param backups those that can be listed
   * @param newestReceivedAt the latest of these; empty = there are none
   */
  public record Totals(
      long organizations, long systems, long backups, Optional<Instant> newestReceivedAt) {}

  /**
   * The rows of one table, as {@code COPY} writes them.
   *
   * @param sha256 of these bytes, in hexadecimal digits
   */
  public record Table(String name, List<String> columns, long rows, long bytes, String sha256) {

    public Table {
      columns = List.copyOf(columns);
      check("table", NAME, name);
      columns.forEach(column -> check("column", NAME, column));
    }
  }

  /** On what a role has rights. */
  public enum GrantedOn {
    SCHEMA,
    /** A table or a view. */
    TABLE,
    /** The tables and views that later versions add to a schema. */
    LATER_TABLES
  }

  /**
   * One right of one role.
   *
   * @param schema that, or what is in it
   * @param name of the table; empty for a schema
   */
  public record Grant(GrantedOn on, String schema, String name, String role, String privilege) {

    private static final Pattern NAME_OR_NONE = Pattern.compile("|" + NAME);
    private static final Pattern PRIVILEGE = Pattern.compile("[A-Z]{1,20}");

    public Grant {
      check("schema", NAME, schema);
      check("name", NAME_OR_NONE, name);
      check("privilege", PRIVILEGE, privilege);
    }
  }
}
