package dev.coffer.adapter.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import dev.coffer.application.access.SigningKey;
import dev.coffer.testkit.fixture.TestVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyReportCommandTest {

  private static final SigningKey KEY = SigningKey.current(TestVault.KEYRING);
  private static final String LINES = "{\"v\":2}\n{\"id\":1}\n";

  private final FakeVault vault = new FakeVault();

  @TempDir private Path folder;

  private Path report(String lines) throws IOException, NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(LINES.getBytes(StandardCharsets.UTF_8));
    byte[] signature = KEY.sign("coffer erasure report " + HexFormat.of().formatHex(digest));
    String last =
        "%s ed25519 %s%n".formatted(KEY.id(), Base64.getEncoder().encodeToString(signature));
    return Files.writeString(folder.resolve("report"), lines + last);
  }

  @Test
  void aGenuineReportIsVerifiedWithTheKeysOfTheVault() throws Exception {
    var run = vault.run("verify-report", report(LINES).toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "The report is genuine: it lists 1 erased backups and was signed with the key m1.\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void aThirdPartyNeedsNothingButThePublicKey() throws Exception {
    Path key = Files.writeString(folder.resolve("key.pem"), KEY.publicPem());
    vault.problems = List.of("there is no vault here");

    var genuine =
        vault.run("verify-report", report(LINES).toString(), "--public-key", key.toString());
    var changed =
        vault.run(
            "verify-report",
            report(LINES.replace("1", "3")).toString(),
            "--public-key",
            key.toString());

    assertThat(genuine.code()).isZero();
    assertThat(changed.code()).isEqualTo(1);
    assertThat(changed.out()).isEmpty();
    assertThat(changed.err())
        .isEqualTo(
            "coffer: the report is not genuine: it was changed, or signed with another key\n");
  }

  @Test
  void whatCannotBeReadIsOneSentence() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no report\n");
    Path older = Files.writeString(folder.resolve("older"), "{}\nm1 " + "0a".repeat(32) + "\n");

    assertThat(vault.run("verify-report", text.toString()).err())
        .isEqualTo("coffer: \"%s\" is not a complete erasure report\n".formatted(text));
    assertThat(vault.run("verify-report", older.toString()).err())
        .startsWith("coffer: the report has the signature of an earlier build")
        .hasLineCount(1);
    assertThat(vault.run("verify-report", folder.resolve("none").toString()).err())
        .isEqualTo(
            "coffer: \"%s\" cannot be read: it does not exist\n".formatted(folder.resolve("none")));
    assertThat(vault.run("verify-report", text.toString(), "--public-key", text.toString()).err())
        .isEqualTo("coffer: \"%s\" is not a PEM file with an Ed25519 public key\n".formatted(text));
  }
}
