package dev.coffer.application.access;

/**
 * All that is stored of a secret: its HMAC-SHA-256 under a pepper that is not in the index.
 *
 * @param pepperId id of the pepper
 * @param hex 64 lower-case hexadecimal digits
 */
public record SecretHmac(String pepperId, String hex) {

  @Override
  public String toString() {
    return "SecretHmac[" + pepperId + "]";
  }
}
