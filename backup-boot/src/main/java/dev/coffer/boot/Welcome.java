package dev.coffer.boot;

import java.io.PrintWriter;
import java.nio.file.Path;

/** What the first start tells: three lines to paste, and which file to keep. */
final class Welcome {

  /** There on every machine with curl, small, and nothing private. */
  private static final String SAMPLE = "/etc/hosts";

  private static final String TEXT =
      """
      This vault is new. Its first system is %1$s, with its secret in
        %2$s
      and the first operator's API key is in
        %3$s

      Store a backup (put your own file in place of %4$s):
        curl -sS --netrc-file %5$s -H 'X-Filename: hosts.bin' -T %4$s -X POST %6$s

      List what is stored:
        curl -sS --netrc-file %5$s %6$s

      Get the newest one back, under its id:
        ID=$(curl -sS --netrc-file %5$s %6$s | grep -o '"id": *"[^"]*"' | head -n 1 | cut -d '"' -f 4) && curl -fsS --netrc-file %5$s -o "$ID" %6$s/"$ID"
      """;

  private static final String KEYS =
      """

      Keep a copy of this file in another place; without it no secret is recognised any more:
        %s
      """;

  private Welcome() {}

  /** Paths are absolute, so that the lines work in whatever directory they are pasted. */
  static void print(PrintWriter out, VaultConfig config, String url) {
    VaultFiles files = config.files();
    out.printf(
        TEXT,
        FirstStart.SYSTEM,
        absolute(files.firstSystem()),
        absolute(files.operatorKey()),
        SAMPLE,
        quoted(absolute(files.firstSystem())),
        url + "/api/systems/backups");
    if (config.secrets().isEmpty()) {
      out.printf(KEYS, absolute(files.keys()));
    }
    out.println();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** One word for a POSIX shell. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
