package dev.coffer.boot;

import dev.coffer.application.Identifiers;
import dev.coffer.application.UserError;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.tenancy.InitialiseVault;
import dev.coffer.application.tenancy.InitialiseVault.FirstSecrets;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Makes a new vault usable: a first system and a first operator, whose secrets lie in two files.
 * The files are on the disk before the rows that know the secrets, so that no secret is lost; a
 * start after an interrupted one takes the secrets that it finds.
 */
final class FirstStart {

  static final SystemId SYSTEM = new SystemId("first-system");

  private static final Pattern PASSWORD = Pattern.compile("\\bpassword (\\S+)");

  private final VaultFiles files;
  private final Identifiers identifiers;

  FirstStart(VaultFiles files, Identifiers identifiers) {
    this.files = files;
    this.identifiers = identifiers;
  }

  /** Returns whether the vault was new. */
  boolean initialise(InitialiseVault initialiseVault) {
    return initialiseVault.initialise(this::secrets);
  }

  private FirstSecrets secrets() {
    return new FirstSecrets(SYSTEM, systemSecret(), operatorKey());
  }

  private Secret systemSecret() {
    Path file = files.firstSystem();
    if (Files.exists(file)) {
      var password = PASSWORD.matcher(DurableFile.read(file));
      if (!password.find()) {
        throw unusable(file);
      }
      return new Secret(password.group(1));
    }
    Secret secret = Secrets.of(Secrets.SYSTEM_PREFIX, identifiers.nextSecretBytes());
    DurableFile.write(file, machine("localhost", secret) + machine("127.0.0.1", secret));
    return secret;
  }

  private static String machine(String host, Secret secret) {
    return "machine %s login %s password %s\n".formatted(host, SYSTEM, secret.value());
  }

  private Secret operatorKey() {
    Path file = files.operatorKey();
    if (Files.exists(file)) {
      String key = DurableFile.read(file).strip();
      if (key.isEmpty()) {
        throw unusable(file);
      }
      return new Secret(key);
    }
    Secret key = Secrets.of(Secrets.API_KEY_PREFIX, identifiers.nextSecretBytes());
    DurableFile.write(file, key.value() + "\n");
    return key;
  }

  private static UserError unusable(Path file) {
    return new UserError(
        "the file \"%s\" contains no secret. Remove it and start again."
            .formatted(file.toAbsolutePath()));
  }
}
