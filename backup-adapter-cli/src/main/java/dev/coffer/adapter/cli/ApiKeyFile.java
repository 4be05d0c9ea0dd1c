package dev.coffer.adapter.cli;

import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.access.SecretFile;
import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** An operator's key in a file of its own, which nobody else may read. */
final class ApiKeyFile {

  private ApiKeyFile() {}

  /** Reads the key, without the line end that editors leave. */
  static Secret read(Path file) {
    try {
      var attributes = Files.readAttributes(file, PosixFileAttributes.class);
      new SecretFile(
              "API key file",
              file.toString(),
              PosixFilePermissions.toString(attributes.permissions()),
              attributes.owner().getName().equals(System.getProperty("user.name")))
          .problem()
          .ifPresent(problem -> {
            throw new UserError(problem);
          });
      String key = Files.readString(file).strip();
      if (key.isEmpty()
          || key.lines().count() > 1
          || !key.chars().allMatch(ApiKeyFile::isVisible)) {
        throw new UserError(
            "the API key file \"%s\" does not contain one line with a key".formatted(file));
      }
      return new Secret(key);
    } catch (NoSuchFileException e) {
      throw new UserError("there is no API key file \"%s\"".formatted(file));
    } catch (IOException e) {
      throw new UserError(
          "the API key file \"%s\" cannot be read: %s".formatted(file, Reasons.of(e)));
    }
  }

  private static boolean isVisible(int c) {
    return c > ' ' && c < 127;
  }
}
