package dev.coffer.application.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.domain.access.Secret;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

  private static Keyring keyring(Map<String, Secret> manifestKeys) {
    return new Keyring(Map.of("p1", new Secret("pepper")), manifestKeys);
  }

  private static SigningKey key(String manifestKey) {
    return SigningKey.current(keyring(Map.of("m1", new Secret(manifestKey))));
  }

  /** RFC 8032, 7.1, test 1. */
  @Test
  void thePublicKeyIsThatOfThePrivateBytes() {
    byte[] privateKey =
        HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    byte[] encoded = SigningKey.pair(privateKey).getPublic().getEncoded();

    assertThat(HexFormat.of().formatHex(encoded))
        .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  @Test
  void theSameManifestKeyGivesTheSameKey() {
    assertThat(key("one").publicKey()).isEqualTo(key("one").publicKey());
    assertThat(key("one").publicKey()).isNotEqualTo(key("two").publicKey());
  }

  @Test
  void everyManifestKeyHasOneAndTheFirstSigns() {
    Map<String, Secret> keys = new LinkedHashMap<>();
    keys.put("new", new Secret("n"));
    keys.put("old", new Secret("o"));

    assertThat(SigningKey.current(keyring(keys)).id()).isEqualTo("new");
    assertThat(SigningKey.all(keyring(keys))).containsOnlyKeys("new", "old");
  }

  @Test
  void aSignatureIsOfOneTextAndOneKey() {
    byte[] signature = key("one").sign("text");

    assertThat(SigningKey.isSigned(key("one").publicKey(), "text", signature)).isTrue();
    assertThat(SigningKey.isSigned(key("one").publicKey(), "texts", signature)).isFalse();
    assertThat(SigningKey.isSigned(key("two").publicKey(), "text", signature)).isFalse();
    assertThat(SigningKey.isSigned(key("one").publicKey(), "text", new byte[3])).isFalse();
  }

  @Test
  void thePemFileHoldsThePublicKey() throws Exception {
    String base64 = key("one").publicPem().lines().toList().get(1);
    var read =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));

    assertThat(read).isEqualTo(key("one").publicKey());
  }
}
