package dev.coffer.adapter.cli.vault;

import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.access.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads the public key of a vault, as {@code GET /api/v1/signing-key} returns it. */
final class PublicKeyFile {

  private PublicKeyFile() {}

  static PublicKey read(Path file) {
    try {
      String base64 =
          Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      return KeyFactory.getInstance(SigningKey.ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UserError("\"%s\" is not a PEM file with an Ed25519 public key".formatted(file), e);
    }
  }

  static UserError unreadable(Path file, IOException e) {
    return new UserError("\"%s\" cannot be read: %s".formatted(file, Reasons.of(e)), e);
  }
}
