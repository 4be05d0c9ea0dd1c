package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.process.ServedVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the admin API's page against a vault. */
class AdminGuideIT {

  private static final Path GUIDE = Path.of("../docs/api/admin.md");
  private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path temporary;

  private String run(ServedVault vault, String script) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("sh", "-ec", script)
            .directory(temporary.toFile())
            .redirectErrorStream(true);
    builder.environment().put("VAULT", vault.base().toString());
    builder.environment().put("KEY", vault.operatorKey());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void everyLineOfTheGuideDoesWhatItSays() throws Exception {
    Matcher block = SHELL_BLOCK.matcher(Files.readString(GUIDE));
    assertThat(block.find()).isTrue();

    try (ServedVault vault = ServedVault.start(ServedVault.preparedDataIn(temporary), "-Xmx256m")) {
      String printed = run(vault, block.group(1));

      assertThat(printed)
          .contains("Acme\t0\t1099511627776\t0\n")
          .containsPattern("(?m)^cs1_[A-Za-z0-9_-]{43}_[0-9a-f]{8}$")
          .contains("paused\nNETH-4F2A\n")
          .containsPattern("NETH-5A01\tcreated\tcs1_")
          .containsPattern("NETH-5A02\trefused\tkey: \"NETH-5A02\" \\(expected: ")
          .contains("acme-admin\tadmin\tAcme\n")
          .contains("credential_revoked", "credential_added", "system_changed", "system_added")
          .containsPattern("(?m)^1\ttrue\tpinned")
          .contains("NETH-4F2A\t8\tfalse\n")
          .contains("NETH-4F2A\tdefault\t8\n")
          .contains("system\tNETH-5A01\t0\n")
          .contains("[10,null]\n")
          .contains("system_reassigned", "backup_undeleted", "backup_held", "backup_pinned")
          .contains("local\t1\t0\n");
    }
  }
}
