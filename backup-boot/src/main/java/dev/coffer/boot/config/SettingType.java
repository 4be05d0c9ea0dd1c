package dev.coffer.boot.config;

import dev.coffer.adapter.http.access.TrustedProxies.Network;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.boot.config.DriveConfig.ExternalDrive;
import dev.coffer.boot.config.DriveConfig.FilesystemDrive;
import dev.coffer.boot.config.DriveConfig.S3Drive;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Units;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.Drive;
import dev.coffer.domain.backup.UploadAllowance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The type of a configured value: how its text is parsed.
 *
 * @param expected describes valid values in error messages
 * @param secret whether a wrong value must not be shown
 * @param parse throws an IllegalArgumentException or ArithmeticException for a wrong one
 */
record SettingType<T>(String expected, boolean secret, Function<String, T> parse) {

  static final SettingType<String> TEXT = text("some text", text -> !text.isBlank());

  static final SettingType<Path> PATH =
      new SettingType<>("a path", false, text -> Path.of(TEXT.of(text)));

  static final SettingType<Integer> PORT =
      new SettingType<>("0 to " + ServerConfig.MAX_PORT, false, SettingType::parsePort);

  static final SettingType<Integer> UPLOADS = limit(UploadAllowance.MAX);

  static final SettingType<Integer> TRANSFERS = limit(TransferLimits.MAX);

  static final SettingType<Boolean> FLAG =
      new SettingType<>(
          "true or false",
          false,
          text -> Boolean.valueOf(checked(text, text.equals("true") || text.equals("false"))));

  static final SettingType<String> LABEL =
      new SettingType<>(
          "1 to 63 of [a-z0-9-]",
          false,
          text -> {
            Drive.checkLabel(text);
            return text;
          });

  private static final List<String> PROVIDERS =
      List.of(FilesystemDrive.PROVIDER, S3Drive.PROVIDER, ExternalDrive.PROVIDER);

  static final SettingType<String> PROVIDER =
      text(String.join(", ", PROVIDERS), PROVIDERS::contains);

  static final SettingType<URI> ENDPOINT =
      new SettingType<>("http or https, host and port alone", false, URI::create);

  static final SettingType<URI> PUBLIC_URL =
      new SettingType<>("http or https, host and port, and perhaps a path", false, URI::create);

  static final SettingType<ByteSize> SIZE =
      new SettingType<>(Units.SIZE_EXPECTED, false, Units::size);

  static final SettingType<Duration> GRACE =
      new SettingType<>(
          Units.DURATION_EXPECTED + ", at most 3650d", false, SettingType::parseGrace);

  static final SettingType<Network> NETWORK =
      new SettingType<>(
          "an address or a network, as in 192.0.2.7, 10.0.0.0/8 or fd00::/8",
          false,
          Network::parse);

  /** A wrong value is not shown, because people put passwords there. */
  static final SettingType<String> INDEX_URL =
      new SettingType<>(
          "jdbc:postgresql://HOST:PORT/DATABASE, without user, password and options",
          true,
          text -> checked(text, IndexConfig.External.isUrl(text)));

  static final SettingType<Secret> SECRET = secret("some text", 1);

  static final SettingType<Secret> KEY =
      secret(SecretsConfig.MIN_LENGTH + " or more characters", SecretsConfig.MIN_LENGTH);

  static SettingType<Duration> duration(Duration shortest, Duration longest) {
    return new SettingType<>(
        "%s, of %s to %s"
            .formatted(
                Units.DURATION_EXPECTED, Units.forPeople(shortest), Units.forPeople(longest)),
        false,
        text -> {
          Duration duration = Units.duration(text);
          checked(text, duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0);
          return duration;
        });
  }

  /** A size. */
  static SettingType<Integer> bytes(int min, int max) {
    return new SettingType<>(
        "%s, of %d to %d".formatted(Units.SIZE_EXPECTED, min, max),
        false,
        text -> within(text, Math.toIntExact(Units.size(text).bytes()), min, max));
  }

  static SettingType<Integer> number(int min, int max) {
    return new SettingType<>(
        "%d to %d".formatted(min, max),
        false,
        text -> within(text, Integer.parseInt(text), min, max));
  }

  private static int within(String text, int number, int min, int max) {
    checked(text, number >= min && number <= max);
    return number;
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    return new SettingType<>(
        names,
        false,
        text ->
            Enum.valueOf(
                type,
                checked(text, text.equals(text.toLowerCase(Locale.ROOT)))
                    .toUpperCase(Locale.ROOT)
                    .replace('-', '_')));
  }

  private static SettingType<Integer> limit(int max) {
    return new SettingType<>(
        "0 (no limit) to " + max,
        false,
        text -> {
          int limit = Integer.parseInt(text);
          checked(text, limit >= 0 && limit <= max);
          return limit;
        });
  }

  private static SettingType<String> text(String expected, Predicate<String> valid) {
    return new SettingType<>(expected, false, text -> checked(text, valid.test(text)));
  }

  private static SettingType<Secret> secret(String expected, int minLength) {
    return new SettingType<>(
        expected, true, text -> new Secret(checked(text, text.length() >= minLength)));
  }

  private static String checked(String text, boolean valid) {
    if (!valid) {
      throw new IllegalArgumentException("refused");
    }
    return text;
  }

  private static int parsePort(String text) {
    int port = Integer.parseInt(text);
    checked(text, port >= 0 && port <= ServerConfig.MAX_PORT);
    return port;
  }

  private static Duration parseGrace(String text) {
    Duration grace = Units.duration(text);
    checked(text, grace.compareTo(VaultConfig.MAX_DELETION_GRACE) <= 0);
    return grace;
  }

  T of(String text) {
    return parse.apply(text);
  }
}
