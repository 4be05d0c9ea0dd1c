package dev.coffer.boot;

import dev.coffer.application.Identifiers;
import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SecretFile;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * {@code vault.key}: the pepper and the manifest key of a vault that was given none, one a line:
 * kind, id, key. Several of a kind may stand there, the first is used for what is new.
 *
 * <p>An id is computed from its key, so that a vault that moves its keys to the configuration keeps
 * them, and so that a damaged line is noticed.
 */
public final class KeyFile {

  private static final String PEPPER = "pepper";
  private static final String MANIFEST_KEY = "manifest-key";
  private static final int ID_BYTES = 4;
  private static final String ID_PURPOSE = "coffer key id\n";
  private static final String HEAD =
      """
      # The keys of this vault. Keep a copy of this file in another place. Without it, the vault accepts
      # no secret, and the manifests on the drives cannot be verified.
      """;

  private KeyFile() {}

  /**
   * Reads the keys, or makes them when the vault is new.
   *
   * @param vaultExists whether there is an index that was made with keys
   */
  static Keyring readOrCreate(Path file, boolean vaultExists, Identifiers identifiers) {
    if (!Files.exists(file)) {
      if (vaultExists) {
        throw new UserError(
            ("the key file \"%s\" is missing, but the index next to it needs these keys. Restore "
                    + "the file from your copy.")
                .formatted(file.toAbsolutePath()));
      }
      DurableFile.write(
          file, HEAD + line(PEPPER, newKey(identifiers)) + line(MANIFEST_KEY, newKey(identifiers)));
    }
    problem(file)
        .ifPresent(problem -> {
          throw new UserError(problem);
        });
    return parse(file, DurableFile.read(file));
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

  private static Secret newKey(Identifiers identifiers) {
    return new Secret(
        Base64.getUrlEncoder().withoutPadding().encodeToString(identifiers.nextSecretBytes()));
  }

  private static String line(String kind, Secret key) {
    return "%s %s %s\n".formatted(kind, idOf(key), key.value());
  }

  private static Keyring parse(Path file, String text) {
    var peppers = new LinkedHashMap<String, Secret>();
    var manifestKeys = new LinkedHashMap<String, Secret>();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> words = List.of(line.strip().split(" +", -1));
      if (words.size() != 3 || !words.get(1).equals(idOf(new Secret(words.get(2))))) {
        throw damaged(file);
      }
      var keys =
          switch (words.getFirst()) {
            case PEPPER -> peppers;
            case MANIFEST_KEY -> manifestKeys;
            default -> throw damaged(file);
          };
      keys.put(words.get(1), new Secret(words.get(2)));
    }
    if (peppers.isEmpty() || manifestKeys.isEmpty()) {
      throw damaged(file);
    }
    return new Keyring(peppers, manifestKeys);
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
