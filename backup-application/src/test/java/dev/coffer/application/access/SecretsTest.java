package dev.coffer.application.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.domain.access.Secret;
import dev.coffer.domain.tenancy.SystemId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static final Map<String, Secret> MANIFEST_KEYS = Map.of("m1", new Secret("m"));
  private static final SystemId SYSTEM = new SystemId("NETH-1");

  private static Secrets secrets(String pepper) {
    return new Secrets(new Keyring(Map.of("p1", new Secret(pepper)), MANIFEST_KEYS));
  }

  @Test
  void aSecretHasAPrefix43CharactersAndAChecksum() {
    Secret secret = Secrets.of(Secrets.SYSTEM_PREFIX, new byte[32]);

    assertThat(secret.value()).matches("cs1_[A-Za-z0-9_-]{43}_[0-9a-f]{8}");
  }

  /** HMAC-SHA-256 under HKDF-SHA-256 of the pepper; computed with Python's hashlib and hmac. */
  @Test
  void theFormsAreFixed() {
    var secret = new Secret("what do ya want for nothing?");

    assertThat(secrets("Jefe").stored(SYSTEM, secret))
        .isEqualTo(
            new SecretHmac(
                "p1", "6c7896ae8ff8c76360b5540c3cf707cc8df819d74c5eb427cb0ce0e1adef47c8"));
    assertThat(secrets("Jefe").stored(secret))
        .isEqualTo(
            new SecretHmac(
                "p1", "8f16fa995346725a54921bcdc6d20258321ac5fcc89a1452f1b04aa23c00f196"));
    assertThat(secrets("Jefe").signature(secret.value()))
        .isEqualTo("795649659811a550416d3f4c46b66524490607e0bf7ba9fc5cf582d37e244b1d");
  }

  @Test
  void aHashUnderThePepperItselfIsStillAccepted() {
    // RFC 4231, test case 2.
    String older = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    var secret = new Secret("what do ya want for nothing?");

    assertThat(secrets("Jefe").candidates(new Credentials(SYSTEM.value(), secret)))
        .containsExactly(secrets("Jefe").stored(SYSTEM, secret), new SecretHmac("p1", older));
    assertThat(secrets("Jefe").candidates(Credentials.ofApiKey(secret)))
        .containsExactly(secrets("Jefe").stored(secret), new SecretHmac("p1", older));
    assertThat(secrets("Jefe").isSigned(secret.value(), older)).isTrue();
  }

  @Test
  void aHashIsOfNoUseForAnotherSystemOrPurpose() {
    var secret = new Secret("x");
    var secrets = secrets("p");

    assertThat(secrets.candidates(new Credentials("NETH-2", secret)))
        .doesNotContain(secrets.stored(SYSTEM, secret));
    assertThat(secrets.candidates(Credentials.ofApiKey(secret)))
        .doesNotContain(secrets.stored(SYSTEM, secret));
    assertThat(secrets.candidates(new Credentials(SYSTEM.value(), secret)))
        .doesNotContain(secrets.stored(secret));
    assertThat(secrets.isSigned("x", secrets.stored(secret).hex())).isFalse();
  }

  @Test
  void aSecretIsLookedForUnderEveryPepperAndStoredUnderTheFirst() {
    Map<String, Secret> peppers = new LinkedHashMap<>();
    peppers.put("new", new Secret("n"));
    peppers.put("old", new Secret("o"));
    var secrets = new Secrets(new Keyring(peppers, MANIFEST_KEYS));

    assertThat(secrets.candidates(new Credentials(SYSTEM.value(), new Secret("x"))))
        .extracting(SecretHmac::pepperId)
        .containsExactly("new", "new", "old", "old");
    assertThat(secrets.stored(SYSTEM, new Secret("x")).pepperId()).isEqualTo("new");
  }

  @Test
  void whatALoginWouldBeStoredAsIsItsFirstCandidate() {
    var secrets = secrets("p");
    var secret = new Secret("x");

    assertThat(secrets.stored(new Credentials(SYSTEM.value(), secret)))
        .isEqualTo(secrets.stored(SYSTEM, secret));
    assertThat(secrets.stored(Credentials.ofApiKey(secret))).isEqualTo(secrets.stored(secret));
  }

  @Test
  void aLoginIsHashedOnceUnderEachKeyring() {
    var one = secrets("p");
    var login = new Credentials(SYSTEM.value(), new Secret("x"));

    var hashes = one.candidates(login);

    assertThat(one.candidates(login)).isSameAs(hashes);
    assertThat(one.stored(login)).isSameAs(hashes.getFirst());
    assertThat(secrets("other").candidates(login)).doesNotContainAnyElementsOf(hashes);
  }
}
