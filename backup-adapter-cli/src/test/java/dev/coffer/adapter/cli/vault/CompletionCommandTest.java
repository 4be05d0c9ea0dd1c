package dev.coffer.adapter.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.FakeVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

  private final FakeVault vault = new FakeVault();

  @TempDir private Path folder;

  /**
   * What bash offers after these words, the last of which is not finished; compopt is for shells
   * with a prompt.
   */
  private List<String> offered(String... words) throws IOException, InterruptedException {
    Path script =
        Files.writeString(folder.resolve("coffer.bash"), vault.run("completion", "bash").out());
    String line =
        """
        compopt() { :; }
        source %s
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        _complete_coffer
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script, "coffer " + String.join(" ", words), words.length);
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", line).redirectErrorStream(true).start();
    String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(printed).isZero();
    return printed.lines().map(String::strip).toList();
  }

  @Test
  void bashCompletesCommands() throws Exception {
    assertThat(offered("bac")).containsExactly("backup");
    assertThat(offered("backup", "f")).containsExactly("fetch");
    assertThat(offered("drive", "b")).containsExactly("backfill");
  }

  @Test
  void bashCompletesOptionsAndTheirValues() throws Exception {
    assertThat(offered("backup", "list", "--si")).containsExactly("--since");
    assertThat(offered("key", "add", "--role", "re")).containsExactly("reader");
    assertThat(offered("backup", "list", "--status", "f")).containsExactly("finished", "failed");
  }

  @Test
  void theScriptIsForBashAndZshAndNothingElse() {
    assertThat(vault.run("completion", "zsh").out()).contains("bashcompinit");
    assertThat(vault.run("completion", "fish").code()).isEqualTo(2);
    assertThat(vault.run("completion", "fish").err()).contains("fish");
    assertThat(vault.run("completion").code()).isEqualTo(2);
  }
}
