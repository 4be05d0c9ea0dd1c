package dev.coffer.boot.check;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Compares what a vault has in its database and on its drives with what must hold, and with what
 * its clients know. Uses nothing of the vault, so that a mistake there is not made here too; the
 * vault must have no request in progress.
 */
public final class VaultCheck {

  private VaultCheck() {}

  /**
   * Looks at everything once.
   *
   * @param connection to the database of the index; is left in no transaction
   */
  public static Report run(Connection connection, Evidence evidence)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    try {
      return check(connection, evidence);
    } finally {
      connection.rollback();
      connection.setReadOnly(false);
      connection.setAutoCommit(true);
    }
  }

  /** As {@link #run}, in a transaction of the caller's. */
  static Report check(Connection connection, Evidence evidence) throws SQLException, IOException {
    var report = new Report();
    var tables = new IndexTables(connection);
    new StoredChecks(tables, evidence, report).run();
    new IndexChecks(tables, report).run();
    new SecretChecks(tables, evidence, report).run();
    new ClientChecks(evidence.events(), report).run();
    evidence.growth().ifPresent(growth -> checkGrowth(growth, report));
    return report;
  }

  private static void checkGrowth(Evidence.Growth growth, Report report) {
    Evidence.Use before = growth.before();
    Evidence.Use after = growth.after();
    report.looked(Invariant.I15, 4);
    grown("heap", before.heapBytes() + growth.allowedHeap(), after.heapBytes(), report);
    grown("threads", before.threads(), after.threads(), report);
    grown("open files", before.files(), after.files(), report);
    grown("connections", before.connections(), after.connections(), report);
  }

  private static void grown(String what, long most, long now, Report report) {
    report.violatedUnless(
        now <= most, Invariant.I15, "%s: %d (expected: at most %d)".formatted(what, now, most));
  }
}
