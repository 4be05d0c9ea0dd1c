package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A wrong command line gets one line: what is wrong, and which command prints the help. */
class UsageErrorsTest {

  private final FakeVault vault = new FakeVault();

  private void assertRefused(String commandLine, String error) {
    var run = vault.run(commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1));

    assertThat(run.err()).as(commandLine).isEqualTo("coffer: " + error + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(2);
    assertThat(vault.sessions).isZero();
  }

  @Test
  void whatIsMissingIsNamedWithTheShortestCommandThatHasIt() {
    assertRefused(
        "audit export",
        "--since TIME is missing, as in \"coffer audit export --since TIME\". "
            + "See \"coffer audit export --help\".");
    assertRefused(
        "key add laptop",
        "--role ROLE is missing, as in \"coffer key add NAME --role ROLE\". "
            + "See \"coffer key add --help\".");
    assertRefused(
        "key add",
        "--role ROLE and NAME are missing, as in \"coffer key add NAME --role ROLE\". "
            + "See \"coffer key add --help\".");
    assertRefused(
        "retention set --count 5",
        "--system KEY or --organization NAME is missing, as in \"coffer retention set --system KEY\". "
            + "See \"coffer retention set --help\".");
  }

  @Test
  void aMissingCommandIsOneOfThoseThatExist() {
    assertRefused(
        "audit",
        "a command is missing (expected: one of list, export, verify). "
            + "See \"coffer audit --help\".");
    assertThat(vault.run().err())
        .startsWith("coffer: a command is missing (expected: one of serve, config, ")
        .endsWith(" See \"coffer --help\".\n");
  }

  @Test
  void anOptionWithoutItsValueIsNamed() {
    assertRefused(
        "audit list --since",
        "--since requires a value, as in \"--since TIME\". See \"coffer audit list --help\".");
    assertRefused(
        "audit list --since --json",
        "--since requires a value, as in \"--since TIME\". See \"coffer audit list --help\".");
  }

  @Test
  void whatIsUnknownIsNamedWithWhatIsSimilar() {
    assertRefused("fly", "unknown command \"fly\". See \"coffer --help\".");
    assertRefused(
        "audit lst", "unknown command \"lst\". Did you mean list? See \"coffer audit --help\".");
    assertRefused(
        "audit list --sinc 2026-11-22",
        "unknown option \"--sinc\". Did you mean --since? See \"coffer audit list --help\".");
    assertRefused("version now", "unknown argument \"now\". See \"coffer version --help\".");
  }

  @Test
  void aWrongValueIsNamedWithWhatIsExpected() {
    assertRefused(
        "audit list --since yesterday",
        "--since: \"yesterday\" (expected: 2026-11-22 or 2026-11-22T10:00:00Z). "
            + "See \"coffer audit list --help\".");
    assertRefused(
        "backup show 12",
        "ID: \"12\" (expected: a UUID, with or without the backup's extension). "
            + "See \"coffer backup show --help\".");
  }

  @Test
  void optionsThatExcludeEachOtherAreNamed() {
    assertRefused(
        "backup list --all --limit 3",
        "use only one of --limit=N, --all. See \"coffer backup list --help\".");
  }
}
