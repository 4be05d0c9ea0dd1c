package dev.coffer.boot.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The given values by key, with their origin; a later source replaces an earlier one. Collects all
 * problems, so that they are reported at once.
 */
public final class Settings {

  /** A value as it was written, and the place to name when it is wrong. */
  record Setting(String value, String origin) {}

  private final TreeMap<String, Setting> values = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** Returns what it replaced. */
  Optional<Setting> put(String key, Setting setting) {
    return Optional.ofNullable(values.put(key, setting));
  }

  void forget() {
    values.clear();
  }

  Optional<Setting> at(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public List<String> keys() {
    return List.copyOf(values.keySet());
  }

  /** How many items a list has, by the largest index that was given. */
  int listSize(String list) {
    String prefix = list + ".";
    return keys().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()).replaceFirst("\\..*", ""))
        .filter(index -> index.matches("\\d{1,4}"))
        .mapToInt(index -> Integer.parseInt(index) + 1)
        .max()
        .orElse(0);
  }

  <T> T get(String key, T fallback, SettingType<T> kind) {
    return find(key, kind).orElse(fallback);
  }

  /** Empty if it was not given, and if it is wrong, which is recorded as a problem. */
  <T> Optional<T> find(String key, SettingType<T> kind) {
    return at(key).flatMap(setting -> parse(key, setting, kind));
  }

  private <T> Optional<T> parse(String key, Setting setting, SettingType<T> kind) {
    try {
      return Optional.of(kind.of(setting.value()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problem(
          "%s: %s (expected: %s), from %s"
              .formatted(
                  key,
                  kind.secret() ? "***" : "\"" + setting.value() + "\"",
                  kind.expected(),
                  setting.origin()));
      return Optional.empty();
    }
  }

  /** Checks values that depend on each other. */
  <T> T built(T fallback, Supplier<T> build) {
    try {
      return build.get();
    } catch (IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
      return fallback;
    }
  }

  void problem(String text) {
    problems.add(text);
  }

  void warning(String text) {
    warnings.add(text);
  }

  public List<String> problems() {
    return List.copyOf(problems);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
