package dev.coffer.embedded;

import java.nio.file.Path;

/**
 * How to reach a running embedded index, from this program or with a DBA's own tools.
 *
 * @param port on 127.0.0.1; kept from start to start as long as it is free
 * @param password prints as {@code ***}
 * @param passwordFile where the password is read from
 */
public record IndexConnection(int port, String user, String password, Path passwordFile) {

  /** Loopback, the only address the embedded index listens on. */
  public static final String HOST = "127.0.0.1";

  /** Name of the owner, a superuser of the embedded index. */
  public static final String OWNER = "coffer";

  /** Name of the database. */
  public static final String DATABASE = "coffer";

  public String database() {
    return DATABASE;
  }

  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
  }

  /**
   * A line for a POSIX shell that opens psql; it reads the password from its file, so that none is
   * printed.
   */
  public String psqlCommand() {
    var quoted = "'" + passwordFile.toString().replace("'", "'\\''") + "'";
    return "PGPASSWORD=\"$(cat %s)\" psql -h %s -p %d -U %s -d %s"
        .formatted(quoted, HOST, port, user, DATABASE);
  }

  @Override
  public String toString() {
    return "IndexConnection[port=%d, user=%s, password=***, passwordFile=%s]"
        .formatted(port, user, passwordFile);
  }
}
