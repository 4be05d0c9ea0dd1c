package dev.coffer.boot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.process.GuideShell;
import dev.coffer.boot.process.ServedVault;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the admin API's page against a vault. */
class AdminGuideIT {

  @TempDir private Path temporary;

  @Test
  void everyLineOfTheGuideDoesWhatItSays() throws Exception {
    String examples = GuideShell.blocks("api/admin.md", "Examples").getFirst();

    try (ServedVault vault = ServedVault.start(ServedVault.preparedDataIn(temporary), "-Xmx256m")) {
      String printed =
          new GuideShell(temporary)
              .run(examples, Map.of("VAULT", vault.base().toString(), "KEY", vault.operatorKey()));

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
