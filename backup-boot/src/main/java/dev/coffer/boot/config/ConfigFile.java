package dev.coffer.boot.config;

import dev.coffer.application.Reasons;
import dev.coffer.boot.config.Settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Flattens a YAML file to dotted keys, items of lists by index. Values are kept as they are written
 * (reading them as YAML's own types would turn the password {@code 0123} into 83) and with their
 * line.
 */
public final class ConfigFile {

  private static final YAMLFactory YAML = new YAMLFactory();

  private final Settings settings;
  private final Path file;
  private final JsonParser parser;

  private ConfigFile(Settings settings, Path file, JsonParser parser) {
    this.settings = settings;
    this.file = file;
    this.parser = parser;
  }

  public static void read(Path file, Settings settings) {
    try {
      readText(file, Files.readString(file), settings);
    } catch (NoSuchFileException e) {
      settings.problem("configuration file: \"%s\" does not exist".formatted(file));
    } catch (IOException e) {
      settings.problem(
          "configuration file: \"%s\" cannot be read: %s".formatted(file, Reasons.of(e)));
    }
  }

  private static void readText(Path file, String text, Settings settings) {
    try (JsonParser parser = YAML.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != null) {
        new ConfigFile(settings, file, parser).value("");
      }
    } catch (JacksonException e) {
      // Half of a file would only cause misleading errors.
      settings.forget();
      settings.problem(
          tabbedLine(text)
              .map(line ->
                  "configuration file: \"%s\" is indented with a tab in line %d (expected: blanks)"
                      .formatted(file, line))
              // The library's message quotes the surrounding lines, which may contain secrets.
              .orElseGet(() ->
                  "configuration file: \"%s\" is not valid YAML%s".formatted(file, place(e))));
    }
  }

  private static String place(JacksonException e) {
    return Optional.ofNullable(e.getLocation())
        .map(at -> " near line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()))
        .orElse(", or is nested too deeply");
  }

  /** YAML allows none before a key, and the library names another line for it. */
  private static Optional<Integer> tabbedLine(String text) {
    List<String> lines = text.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(index -> lines.get(index).matches(" *\t.*"))
        .mapToObj(index -> index + 1)
        .findFirst();
  }

  private void value(String key) {
    switch (parser.currentToken()) {
      case START_OBJECT -> section(key);
      case START_ARRAY -> list(key);
      // "index:" with all of it commented out, or a value left empty: the default.
      case VALUE_NULL -> {}
      default -> text(key);
    }
  }

  private void section(String key) {
    Map<String, String> origins = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String full = key.isEmpty() ? name : key + "." + name;
      String origin = origin();
      String former = origins.putIfAbsent(name, origin);
      parser.nextToken();
      if (former == null) {
        value(full);
      } else {
        settings.problem("%s: given twice (%s and %s)".formatted(full, former, origin));
        parser.skipChildren();
      }
    }
  }

  private String origin() {
    return "%s line %d".formatted(file, parser.currentTokenLocation().getLineNr());
  }

  private void list(String key) {
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      value(key + "." + index);
    }
  }

  private void text(String key) {
    var given = new Setting(parser.getString(), origin());
    // The same key in a section and with a dot: "server: {port: 1}" and "server.port: 2".
    settings
        .put(key, given)
        .ifPresent(former ->
            settings.problem(
                "%s: given twice (%s and %s)".formatted(key, former.origin(), given.origin())));
  }
}
