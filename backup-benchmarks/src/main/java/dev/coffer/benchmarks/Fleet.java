package dev.coffer.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.application.access.Secrets;
import dev.coffer.domain.access.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tenants, their appliances and how much each of those has stored. Everything about them is
 * computed from the seed, the secrets too.
 */
record Fleet(long seed, int organizations, int systems, int backupsPerSystem) {

  private static final int BACKUPS_PER_SYSTEM = 10;
  private static final int SYSTEMS_PER_ORGANIZATION = 100;
  private static final String HMAC = "HmacSHA256";

  Fleet {
    if (organizations < 1 || systems < organizations || backupsPerSystem < 0) {
      throw new IllegalArgumentException(
          "fleet: %d organizations, %d systems, %d backups (expected: 1 organization or more, a system or more for each, 0 backups or more)"
              .formatted(organizations, systems, backupsPerSystem));
    }
  }

  /** One system as a client knows it, and what the index keeps of its secret. */
  record Appliance(String key, Secret secret, String hmac) {}

  /** So many backups, ten for each system, a hundred systems for each organization. */
  static Fleet ofBackups(long seed, int backups) {
    int systems = backups / BACKUPS_PER_SYSTEM;
    return new Fleet(
        seed, Math.max(1, systems / SYSTEMS_PER_ORGANIZATION), systems, BACKUPS_PER_SYSTEM);
  }

  int backups() {
    return systems * backupsPerSystem;
  }

  /** Of {@code vault.backup} and {@code vault.copy} together. */
  long rows() {
    return 2L * backups();
  }

  /** All systems, in order; the n-th one is number n + 1 in the index. */
  List<Appliance> appliances(Secret pepper) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(pepper.value().getBytes(UTF_8), HMAC));
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return IntStream.rangeClosed(1, systems).mapToObj(n -> appliance(n, digest, mac)).toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256 and its HMAC", e);
    }
  }

  private Appliance appliance(int number, MessageDigest digest, Mac mac) {
    byte[] random = digest.digest((seed + " secret " + number).getBytes(UTF_8));
    Secret secret = Secrets.of(Secrets.SYSTEM_PREFIX, random);
    byte[] hmac = mac.doFinal(secret.value().getBytes(UTF_8));
    return new Appliance("SYSTEM-" + number, secret, HexFormat.of().formatHex(hmac));
  }
}
