package dev.coffer.application.access;

/**
 * All that is stored of a secret: HMAC-SHA-256 of it under a key that is derived from a pepper,
 * which is not in the index. {@link Secrets} knows the forms.
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
