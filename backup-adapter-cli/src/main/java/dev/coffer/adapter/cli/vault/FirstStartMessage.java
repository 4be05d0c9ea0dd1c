package dev.coffer.adapter.cli.vault;

import dev.coffer.adapter.cli.VaultAccess.NewVault;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Prints the message of the first start: three example commands, and which file to back up. */
final class FirstStartMessage {

  /** There on every machine with curl, small, and nothing private. */
  private static final String SAMPLE = "/etc/hosts";

  /** Without jq, which an appliance may not have. */
  private static final String FIRST_ID =
      "grep -o '\"id\": *\"[^\"]*\"' | head -n 1 | cut -d '\"' -f 4";

  private FirstStartMessage() {}

  /** Paths are absolute, so that the commands work in any directory. */
  static void print(PrintWriter out, NewVault vault, String url) {
    out.printf(
        """
        This vault is new. Its first system is %s, with its secret in
          %s
        and the first operator's API key is in
          %s

        """,
        vault.system(), vault.systemFile(), vault.operatorKeyFile());
    printLines(
        out, "curl -sS --netrc-file " + quoted(vault.systemFile()), url + "/api/systems/backups");
    vault
        .keyFile()
        .ifPresent(file ->
            out.printf(
                """
                Keep a copy of this file in another place. Without it, the vault accepts no secret:
                  %s

                """,
                file));
  }

  private static void printLines(PrintWriter out, String curl, String backups) {
    out.printf(
        """
        Store a backup (replace %3$s with your own file):
          %1$s -H 'X-Filename: hosts.bin' -T %3$s -X POST %2$s

        List the stored backups:
          %1$s %2$s

        Download the newest backup into a file named after its id:
          ID=$(%1$s %2$s | %4$s) && %1$s -f -o "$ID" %2$s/"$ID"

        """,
        curl, backups, SAMPLE, FIRST_ID);
  }

  /** One word for a POSIX shell. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
