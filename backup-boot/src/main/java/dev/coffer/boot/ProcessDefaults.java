package dev.coffer.boot;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.TimeZone;

/**
 * What the program would otherwise take over from the account that starts it. The digits of some
 * locales are not those of HTTP, and a PostgreSQL need not know the name of every time zone: the
 * driver tells it that of the JVM, and a connection with an unknown one is refused.
 *
 * <p>Set once, since most calls that format (such as {@link String#formatted}) cannot be given a
 * locale. No other class of the program asks for these defaults.
 */
final class ProcessDefaults {

  private ProcessDefaults() {}

  /** To be called before anything else. */
  static void set() {
    Locale.setDefault(Locale.ROOT);
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
  }
}
