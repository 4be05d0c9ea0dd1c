package dev.coffer.boot.check;

import dev.coffer.embedded.EmbeddedPostgres;
import dev.coffer.embedded.EmbeddedPostgresConfig;
import dev.coffer.embedded.IndexConnection;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code scripts/vault-check}: the check of a vault by hand. Needs no test and is never shipped.
 */
public final class CheckProgram {

  private static final String USAGE =
      """
      usage: scripts/vault-check (--data FOLDER | --index URL) [--drive FOLDER]... [--client-log FILE] [--text FILE]...
        --data        data directory of a vault that runs on its embedded index
        --index       JDBC URL of another index, with its user and password as parameters
        --drive       a local drive of the vault; give all of them
        --client-log  what clients have written down
        --text        a log, or a page of metrics, in which no secret may be
      """;

  private CheckProgram() {}

  /** Exits with 0 (all that was checked holds), 1 (violated) or 2 (wrong usage). */
  public static void main(String[] arguments) throws SQLException, IOException {
    System.exit(run(System.out, arguments));
  }

  static int run(PrintStream out, String... arguments) throws SQLException, IOException {
    List<DriveContents> drives = new ArrayList<>();
    List<ClientEvent> events = new ArrayList<>();
    List<Path> texts = new ArrayList<>();
    String url = "";
    Path data = Path.of("");
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        return misused(out);
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--data" -> data = Path.of(value);
        case "--index" -> url = value;
        case "--drive" -> drives.add(Folder.of(Path.of(value)));
        case "--client-log" -> events.addAll(ClientLog.read(Path.of(value)));
        case "--text" -> texts.add(Path.of(value));
        default -> {
          return misused(out);
        }
      }
    }
    if (url.isEmpty() == data.toString().isEmpty()) {
      return misused(out);
    }
    Evidence evidence = Evidence.of(drives).with(events).withTexts(texts, List.of());
    try (Connection connection =
        url.isEmpty() ? embeddedIndexOf(data) : DriverManager.getConnection(url)) {
      Report report = VaultCheck.run(connection, evidence);
      out.print(report.print());
      return report.holds() ? 0 : 1;
    }
  }

  private static int misused(PrintStream out) {
    out.print(USAGE);
    return 2;
  }

  /** Of a vault that is running. */
  public static Connection embeddedIndexOf(Path data) throws SQLException {
    IndexConnection index =
        EmbeddedPostgres.running(EmbeddedPostgresConfig.under(data.toAbsolutePath()))
            .orElseThrow(() -> new SQLException(data + ": no embedded index is running"));
    return DriverManager.getConnection(index.jdbcUrl(), index.user(), index.password());
  }
}
