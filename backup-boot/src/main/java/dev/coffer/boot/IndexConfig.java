package dev.coffer.boot;

import dev.coffer.domain.Secret;

/** Which PostgreSQL keeps the index. */
public sealed interface IndexConfig {

  /** The one that comes with the program, under the data directory. */
  record Embedded() implements IndexConfig {}

  /**
   * One that is run by somebody else.
   *
   * @param url {@code jdbc:postgresql://…}, without user and password
   */
  record External(String url, String user, Secret password) implements IndexConfig {

    static final String URL_START = "jdbc:postgresql:";

    public External {
      if (!isUrl(url)) {
        // Not shown, as people do put passwords there.
        throw new IllegalArgumentException(
            "index.url: (expected: jdbc:postgresql://HOST:PORT/DATABASE without a password)");
      }
    }

    static boolean isUrl(String text) {
      return text.startsWith(URL_START) && !text.contains("password=") && !text.contains("@");
    }
  }
}
