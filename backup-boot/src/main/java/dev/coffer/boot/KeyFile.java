package dev.coffer.boot;

import dev.coffer.application.Identifiers;
import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SecretFile;
import dev.coffer.application.access.VaultKeys.Kind;
import dev.coffer.domain.access.Secret;
import dev.coffer.embedded.DataDirectoryLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code vault.key}: the peppers and the manifest keys of a vault that was given none, one a line:
 * kind, id, key, and when it was made. The first of a kind is used for what is new. A kind with
 * {@code next-} before it was added while a server may run that does not know it; the next start
 * puts that key first.
 *
 * <p>An id is computed from its key, so that a vault that moves its keys to the configuration keeps
 * them, and so that a damaged line is noticed.
 */
public final class KeyFile {

  private static final int ID_BYTES = 4;
  private static final String ID_PURPOSE = "coffer key id\n";
  private static final String NEXT = "next-";
  private static final int WORDS_WITHOUT_TIME = 3;
  private static final int TIME = 3;
  private static final String HEAD =
      """
      # The keys of this vault. Keep a copy of this file in another place. Without it, the vault accepts
      # no secret, and the manifests on the drives cannot be verified.
      """;

  private KeyFile() {}

  /**
   * A key of the file.
   *
   * @param isNext whether it waits for the next start of the server
   * @param madeAt empty in files of the builds that did not record it
   */
  record Line(Kind kind, boolean isNext, Secret key, Optional<Instant> madeAt) {

    static Line ofNew(Kind kind, boolean isNext, Identifiers identifiers, Instant now) {
      String random =
          Base64.getUrlEncoder().withoutPadding().encodeToString(identifiers.nextSecretBytes());
      return new Line(
          kind, isNext, new Secret(random), Optional.of(now.truncatedTo(ChronoUnit.SECONDS)));
    }

    String id() {
      return idOf(key);
    }

    Line withoutNext() {
      return new Line(kind, false, key, madeAt);
    }

    String text() {
      String time = madeAt.map(made -> " " + made).orElse("");
      return "%s%s %s %s%s\n".formatted(isNext ? NEXT : "", kind.word(), id(), key.value(), time);
    }
  }

  /** Reads the keys, or makes them when the vault is new. */
  static Keyring readOrCreate(
      Path file, boolean vaultExists, Identifiers identifiers, InstantSource clock) {
    if (!Files.exists(file) && !vaultExists) {
      Instant now = clock.instant();
      write(
          file,
          Arrays.stream(Kind.values())
              .map(kind -> Line.ofNew(kind, false, identifiers, now))
              .toList());
    }
    return read(file);
  }

  /** Reads the keys of a vault that exists. */
  static Keyring read(Path file) {
    return keyring(lines(file));
  }

  /** Reads the keys of a vault that exists, as they are written. */
  static List<Line> lines(Path file) {
    if (!Files.exists(file)) {
      throw new UserError(
          ("the key file \"%s\" is missing, but the index next to it needs these keys. Restore "
                  + "the file from your copy.")
              .formatted(file.toAbsolutePath()));
    }
    problem(file)
        .ifPresent(problem -> {
          throw new UserError(problem);
        });
    return parse(file, DurableFile.read(file));
  }

  /** Keys that wait for the next start of the server are accepted, and come last. */
  private static Keyring keyring(List<Line> lines) {
    return new Keyring(keys(lines, Kind.PEPPER), keys(lines, Kind.MANIFEST_KEY));
  }

  private static Map<String, Secret> keys(List<Line> lines, Kind kind) {
    var keys = new LinkedHashMap<String, Secret>();
    lines.stream()
        .filter(line -> line.kind() == kind)
        .sorted(Comparator.comparing(Line::isNext))
        .forEach(line -> keys.put(line.id(), line.key()));
    return keys;
  }

  /**
   * Puts the keys that wait for this start first, and reads all. Called by a server alone, with the
   * lock of the data directory: no other server uses the keys.
   */
  static Keyring useNext(Path file, Clock clock) {
    if (lines(file).stream().anyMatch(Line::isNext)) {
      change(
          file,
          clock,
          lines ->
              Stream.concat(
                      lines.stream().filter(Line::isNext).map(Line::withoutNext),
                      lines.stream().filter(line -> !line.isNext()))
                  .toList());
    }
    return read(file);
  }

  /** Changes the file. A process that is killed meanwhile leaves it as it was, or changed. */
  static void change(Path file, Clock clock, UnaryOperator<List<Line>> change) {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    try (var _ = DataDirectoryLock.acquire(lock, clock)) {
      write(file, change.apply(lines(file)));
    }
  }

  private static void write(Path file, List<Line> lines) {
    DurableFile.write(file, HEAD + lines.stream().map(Line::text).collect(Collectors.joining()));
  }

  /** Why no vault starts with an existing file: others can read it. */
  static Optional<String> problem(Path file) {
    try {
      var attributes = Files.readAttributes(file, PosixFileAttributes.class);
      return new SecretFile(
              "key file",
              file.toAbsolutePath().toString(),
              PosixFilePermissions.toString(attributes.permissions()),
              attributes.owner().getName().equals(System.getProperty("user.name")))
          .problem();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "the key file \"%s\" cannot be read: %s".formatted(file.toAbsolutePath(), Reasons.of(e)));
    }
  }

  private static List<Line> parse(Path file, String text) {
    List<Line> lines =
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> parsed(line).orElseThrow(() -> damaged(file)))
            .toList();
    for (Kind kind : Kind.values()) {
      if (lines.stream().noneMatch(line -> line.kind() == kind && !line.isNext())) {
        throw damaged(file);
      }
    }
    return lines;
  }

  private static Optional<Line> parsed(String line) {
    List<String> words = List.of(line.strip().split(" +", -1));
    if (words.size() < WORDS_WITHOUT_TIME || words.size() > TIME + 1) {
      return Optional.empty();
    }
    boolean isNext = words.getFirst().startsWith(NEXT);
    String kind = words.getFirst().substring(isNext ? NEXT.length() : 0);
    try {
      Optional<Instant> madeAt = words.stream().skip(TIME).findFirst().map(Instant::parse);
      return Arrays.stream(Kind.values())
          .filter(known -> known.word().equals(kind))
          .findFirst()
          .map(known -> new Line(known, isNext, new Secret(words.get(2)), madeAt))
          .filter(read -> read.id().equals(words.get(1)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static UserError damaged(Path file) {
    return new UserError(
        "the key file \"%s\" is damaged. Restore it from your copy."
            .formatted(file.toAbsolutePath()));
  }

  /**
   * 32 bits of a digest of 256 random bits: they distinguish keys and reveal nothing about them.
   */
  public static String idOf(Secret key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((ID_PURPOSE + key.value()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
    }
  }
}
