package dev.coffer.boot.config;

import dev.coffer.domain.access.Secret;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which PostgreSQL keeps the index. */
public sealed interface IndexConfig {

  /** The one that comes with the program, under the data directory. */
  record Embedded() implements IndexConfig {}

  /**
   * One that is run by somebody else.
   *
   * @param url {@code jdbc:postgresql://…}, with parameters of the driver but without user,
   *     password and session options
   * @param allowUnsafeDurability whether a server that may lose what was acknowledged is accepted
   */
  record External(String url, String user, Secret password, boolean allowUnsafeDurability)
      implements IndexConfig {

    static final String URL_START = "jdbc:postgresql:";

    /**
     * Parameters that win over what the vault says itself: who it is, and with which options its
     * sessions run, synchronous_commit among them.
     */
    private static final Pattern OWN_PARAMETER =
        Pattern.compile("[?&](user|password|options)=|password=");

    public External {
      if (!isUrl(url)) {
        // Not shown, as people do put passwords there.
        throw new IllegalArgumentException(
            "index.url: (expected: jdbc:postgresql://HOST:PORT/DATABASE, without user, password and options)");
      }
    }

    static boolean isUrl(String text) {
      return text.startsWith(URL_START)
          && !text.contains("@")
          && !OWN_PARAMETER.matcher(text.toLowerCase(Locale.ROOT)).find();
    }
  }
}
