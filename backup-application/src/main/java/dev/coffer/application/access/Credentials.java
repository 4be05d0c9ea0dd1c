package dev.coffer.application.access;

import dev.coffer.domain.access.Secret;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that a client presents; nothing of them has been checked. The hashes of the
 * secret are kept here, so that a login computes them once, however many services look for them.
 * Equal by user and secret. Thread-safe.
 */
public final class Credentials {

  private final String user;
  private final Secret secret;
  private volatile @Nullable Hashes hashes;

  /**
   * @param by whose peppers they are made with
   */
  private record Hashes(Secrets by, List<SecretHmac> candidates) {}

  /**
   * @param user the claimed system key, any text; empty for an API key
   */
  public Credentials(String user, Secret secret) {
    this.user = user;
    this.secret = secret;
  }

  public static Credentials ofApiKey(Secret key) {
    return new Credentials("", key);
  }

  public String user() {
    return user;
  }

  public Secret secret() {
    return secret;
  }

  /** Returns what {@code compute} returned when it was first called for {@code by}. */
  List<SecretHmac> hashes(Secrets by, Supplier<List<SecretHmac>> compute) {
    Hashes known = hashes;
    if (known == null || known.by() != by) {
      known = new Hashes(by, compute.get());
      hashes = known;
    }
    return known.candidates();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credentials that
        && user.equals(that.user)
        && secret.equals(that.secret);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, secret);
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + ", secret=" + secret + "]";
  }
}
