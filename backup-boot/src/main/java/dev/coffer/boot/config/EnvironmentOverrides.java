package dev.coffer.boot.config;

import dev.coffer.application.Reasons;
import dev.coffer.boot.config.Settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Lets the environment set every key: {@code limits.max-upload} is {@code
 * COFFER_LIMITS_MAX_UPLOAD}, items of lists go by index, and a secret may be the content of the
 * file that its name with {@code _FILE} gives. An empty variable counts as absent, since that is
 * how container tools write one that is not set.
 */
final class EnvironmentOverrides {

  private static final String PREFIX = "COFFER_";
  private static final String FILE_SUFFIX = "_FILE";

  /**
   * What Kubernetes sets in each container for each service of its namespace, for one called coffer
   * {@code COFFER_PORT=tcp://10.96.12.7:8080} and more.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "COFFER_(?:.*_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.*)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

  private final List<ConfigKey> keys;
  private final Map<String, String> shortForms;

  /**
   * Knows these names.
   *
   * @param shortForms further names of keys, by variable
   */
  EnvironmentOverrides(List<ConfigKey> keys, Map<String, String> shortForms) {
    this.keys = keys;
    this.shortForms = shortForms;
  }

  void apply(Map<String, String> environment, Settings settings) {
    var given = new TreeMap<String, String>();
    var links = new TreeSet<String>();
    environment.forEach((variable, value) -> {
      if (isServiceLink(variable, value)) {
        links.add(variable);
      } else if (variable.startsWith(PREFIX) && !value.isEmpty()) {
        given.put(variable, value);
      }
    });
    if (!links.isEmpty()) {
      settings.warning(
          "%s: ignored, because Kubernetes sets this for a service (enableServiceLinks: false turns it off)"
              .formatted(String.join(", ", links)));
    }
    var origins = new TreeMap<String, String>();
    given.forEach((variable, value) -> {
      Optional<String> key = set(variable, value, settings);
      key.map(name -> origins.put(name, variable))
          .ifPresent(other ->
              settings.problem(
                  "%s: given twice (%s and %s)".formatted(key.get(), other, variable)));
    });
  }

  private static boolean isServiceLink(String variable, String value) {
    return SERVICE_LINK.matcher(variable).matches()
        || (variable.startsWith(PREFIX)
            && variable.endsWith("_PORT")
            && SERVICE_ADDRESS.matcher(value).matches());
  }

  /** Returns the key that was set. */
  private Optional<String> set(String variable, String value, Settings settings) {
    Optional<String> key = key(variable);
    if (key.isPresent()) {
      settings.put(key.get(), new Setting(value, variable));
      return key;
    }
    Optional<String> secret = fileKey(variable);
    if (secret.isPresent()) {
      content(secret.get(), variable, value, settings)
          .ifPresent(text -> settings.put(secret.get(), new Setting(text, variable)));
    } else {
      settings.warning(unknown(variable));
    }
    return secret;
  }

  private Optional<String> key(String variable) {
    return Optional.ofNullable(shortForms.get(variable))
        .or(() ->
            keys.stream()
                .filter(key -> key.isSetBy(variable))
                .map(key -> key.keyOf(variable))
                .findFirst());
  }

  private Optional<String> fileKey(String variable) {
    if (!variable.endsWith(FILE_SUFFIX)) {
      return Optional.empty();
    }
    String plain = variable.substring(0, variable.length() - FILE_SUFFIX.length());
    return keys.stream()
        .filter(key -> key.secret() && key.isSetBy(plain))
        .map(key -> key.keyOf(plain))
        .findFirst();
  }

  /** Without the line end that editors and {@code echo} leave. */
  private static Optional<String> content(
      String key, String variable, String file, Settings settings) {
    try {
      return Optional.of(Files.readString(Path.of(file)).stripTrailing());
    } catch (IOException e) {
      settings.problem(
          "%s: cannot read the file \"%s\" named by %s: %s"
              .formatted(key, file, variable, Reasons.of(e)));
      return Optional.empty();
    }
  }

  private String unknown(String variable) {
    List<String> known = keys.stream().map(ConfigKey::variable).toList();
    return variable
        + " is not a variable that Coffer knows, and has no effect"
        + NearestName.of(variable, known)
            .map(name -> " (did you mean %s?)".formatted(name))
            .orElse("");
  }
}
