package dev.coffer.boot;

import dev.coffer.boot.config.VaultConfig;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What the first start tells: three lines to paste, and which file to keep. */
final class Welcome {

  /** There on every machine with curl, small, and nothing private. */
  private static final String SAMPLE = "/etc/hosts";

  /** Without jq, which an appliance may not have. */
  private static final String FIRST_ID =
      "grep -o '\"id\": *\"[^\"]*\"' | head -n 1 | cut -d '\"' -f 4";

  private Welcome() {}

  /** Paths are absolute, so that the lines work in whatever directory they are pasted. */
  static void print(PrintWriter out, VaultConfig config, String url) {
    VaultFiles files = config.files();
    out.printf(
        """
        This vault is new. Its first system is %s, with its secret in
          %s
        and the first operator's API key is in
          %s

        """,
        FirstStart.SYSTEM, absolute(files.firstSystem()), absolute(files.operatorKey()));
    printLines(
        out,
        "curl -sS --netrc-file " + quoted(absolute(files.firstSystem())),
        url + "/api/systems/backups");
    if (config.secrets().isEmpty()) {
      out.printf(
          """
          Keep a copy of this file in another place; without it no secret is recognised any more:
            %s

          """,
          absolute(files.keys()));
    }
  }

  private static void printLines(PrintWriter out, String curl, String backups) {
    out.printf(
        """
        Store a backup (put your own file in place of %3$s):
          %1$s -H 'X-Filename: hosts.bin' -T %3$s -X POST %2$s

        List what is stored:
          %1$s %2$s

        Get the newest one back, into a file of the name of its id:
          ID=$(%1$s %2$s | %4$s) && %1$s -f -o "$ID" %2$s/"$ID"

        """,
        curl, backups, SAMPLE, FIRST_ID);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** One word for a POSIX shell. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
