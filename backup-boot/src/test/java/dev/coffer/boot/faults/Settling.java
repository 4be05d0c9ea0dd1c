package dev.coffer.boot.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Work that goes on by itself; none of it is left once a fault is over. */
final class Settling {

  private static final String UNSETTLED =
      """
      select (select count(*) from vault.backup where state in ('uploading', 'deleting'))
           + (select count(*)
                from vault.copy c
                join vault.backup b on b.id = c.backup_id
                join vault.drive d on d.id = c.drive_id
               where b.state = 'available'
                 and d.removed_at is null
                 and c.status <> 'finished')
      """;

  private Settling() {}

  /** How many uploads, deletions and copies are not done yet. */
  static long unsettled(Connection index) throws SQLException {
    try (Statement statement = index.createStatement();
        ResultSet row = statement.executeQuery(UNSETTLED)) {
      row.next();
      return row.getLong(1);
    }
  }
}
