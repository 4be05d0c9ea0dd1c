package dev.coffer.application.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.domain.access.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

  private static final Map<String, Secret> MANIFEST_KEYS = Map.of("m1", new Secret("m"));

  @Test
  void aSecretHasAPrefix43CharactersAndAChecksum() {
    Secret secret = Secrets.of(Secrets.SYSTEM_PREFIX, new byte[32]);

    assertThat(secret.value()).matches("cs1_[A-Za-z0-9_-]{43}_[0-9a-f]{8}");
  }

  @Test
  void theHashIsHmacSha256UnderThePepper() {
    // RFC 4231, test case 2.
    var secrets = new Secrets(new Keyring(Map.of("p1", new Secret("Jefe")), MANIFEST_KEYS));

    assertThat(secrets.stored(new Secret("what do ya want for nothing?")))
        .isEqualTo(
            new SecretHmac(
                "p1", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  }

  @Test
  void aSecretIsLookedForUnderEveryPepperAndStoredUnderTheFirst() {
    Map<String, Secret> peppers = new LinkedHashMap<>();
    peppers.put("new", new Secret("n"));
    peppers.put("old", new Secret("o"));
    var secrets = new Secrets(new Keyring(peppers, MANIFEST_KEYS));

    assertThat(secrets.candidates(new Secret("x")))
        .extracting(SecretHmac::pepperId)
        .containsExactly("new", "old");
    assertThat(secrets.stored(new Secret("x")).pepperId()).isEqualTo("new");
  }
}
