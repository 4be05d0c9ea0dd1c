package dev.coffer.application.access;

/**
 * All that is stored of a secret: HMAC-SHA-256 of it under a pepper that is not in the index.
 *
 * @param pepperId which pepper
 * @param hex 64 lower-case hexadecimal digits
 */
public record SecretHmac(String pepperId, String hex) {

  @Override
  public String toString() {
    return "SecretHmac[" + pepperId + "]";
  }
}
