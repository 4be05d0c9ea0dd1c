package dev.coffer.adapter.http.tls;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.pki.PkiException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate and its key, verified to belong together.
 *
 * @param context a separate one for each identity, so that no session of an earlier certificate is
 *     resumed
 */
record TlsIdentity(X509Certificate certificate, SSLContext context) {

  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  /** For a key store that never leaves this method. */
  private static final char[] NO_PASSWORD = {};

  /**
   * Parses both files.
   *
   * @throws IllegalArgumentException whose message says which of them is wrong, but never quotes it
   */
  static TlsIdentity parse(String certificatePem, String privateKeyPem) {
    List<X509Certificate> chain = chain(certificatePem);
    X509Certificate certificate = chain.getFirst();
    PrivateKey key = key(privateKeyPem);
    try {
      if (!belongTogether(key, certificate)) {
        throw new IllegalArgumentException("the private key does not belong to the certificate");
      }
      return new TlsIdentity(certificate, context(key, chain));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("certificate and private key cannot be used", e);
    }
  }

  private static List<X509Certificate> chain(String pem) {
    List<X509Certificate> chain;
    try {
      chain =
          Keys.builder()
              .pem(keys -> keys.certChain(Resource.create("certificate", pem)))
              .build()
              .certChain();
    } catch (PkiException e) {
      throw new IllegalArgumentException("the certificate in the PEM file cannot be read", e);
    }
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("the PEM file contains no certificate");
    }
    return chain;
  }

  private static PrivateKey key(String pem) {
    try {
      return Keys.builder()
          .pem(keys -> keys.key(Resource.create("private key", pem)))
          .build()
          .privateKey()
          .orElseThrow(() -> new IllegalArgumentException("the PEM file contains no private key"));
    } catch (PkiException e) {
      throw new IllegalArgumentException(
          "the private key in the PEM file cannot be read (expected: BEGIN PRIVATE KEY; "
              + "convert other formats with \"openssl pkcs8 -topk8 -nocrypt\")",
          e);
    }
  }

  /** Signs something and verifies the signature, because a key store would accept any two. */
  private static boolean belongTogether(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null
        || !key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    byte[] probe = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(probe);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certificate.getPublicKey());
    verifying.update(probe);
    return verifying.verify(signature);
  }

  private static SSLContext context(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException, IOException {
    // Never in a file. PKCS12 would encrypt and decrypt the key with 10,000 rounds of a hash.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    // SunX509 decrypts the key once; the factory named PKIX would decrypt it in each handshake.
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
