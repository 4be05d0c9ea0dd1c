package dev.coffer.boot.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One key of the configuration.
 *
 * @param name dotted, {@code *} in place of a list index
 * @param secret whether its value may also be in a file that {@code …_FILE} names
 */
public record ConfigKey(String name, boolean secret) {

  private static final String PREFIX = "COFFER_";

  static ConfigKey of(String name) {
    return new ConfigKey(name, false);
  }

  static ConfigKey secret(String name) {
    return new ConfigKey(name, true);
  }

  /** Its environment variable, with {@code *} in place of a list index. */
  String variable() {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  boolean isNamedBy(String key) {
    return matches(name, key);
  }

  boolean isSetBy(String variable) {
    return matches(variable(), variable);
  }

  /** The key that {@code variable} sets, with its index. */
  String keyOf(String variable) {
    var index = Pattern.compile(pattern(variable())).matcher(variable);
    return index.matches() && index.groupCount() > 0 ? name.replace("*", index.group(1)) : name;
  }

  private static boolean matches(String template, String text) {
    return text.matches(pattern(template));
  }

  private static String pattern(String template) {
    return template.replace(".", "\\.").replace("*", "(\\d{1,2})");
  }
}
