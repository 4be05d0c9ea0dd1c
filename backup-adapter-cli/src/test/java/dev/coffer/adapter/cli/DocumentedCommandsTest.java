package dev.coffer.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/commands.md} describes exactly the commands that exist. */
class DocumentedCommandsTest {

  private static final Path GUIDE = Path.of("..", "docs", "commands.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^### `coffer ([a-z -]+?)`$");
  private static final Pattern END = Pattern.compile("(?m)^##");
  private static final Pattern REPEATED = Pattern.compile("(\\b\\w+ \\w+ \\w+\\b).*\\1");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  private static CommandLine tree() {
    // Nothing is run.
    var context = new FakeVault().context(OutputStream.nullOutputStream(), new StringWriter());
    return CofferCommand.whole(context);
  }

  /** With the text up to the next heading, which may be that of a group. */
  private static Map<String, String> documented() throws IOException {
    String guide = Files.readString(GUIDE);
    Map<String, String> texts = new TreeMap<>();
    HEADING
        .matcher(guide)
        .results()
        .forEach(heading ->
            texts.put(heading.group(1), END.split(guide.substring(heading.end()), 2)[0]));
    assertThat(texts).as("the commands of the guide").isNotEmpty();
    return texts;
  }

  /** Those that do something, {@code index} beside what is below it. */
  private static Stream<CommandLine> commands(CommandLine command) {
    Stream<CommandLine> below =
        command.getSubcommands().values().stream().flatMap(DocumentedCommandsTest::commands);
    boolean does = command.getCommand() instanceof Callable<?>;
    return does ? Stream.concat(Stream.of(command), below) : below;
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName().substring("coffer ".length());
  }

  @Test
  void everyCommandIsDocumentedAndNoneThatIsNot() throws IOException {
    assertThat(documented().keySet())
        .containsExactlyInAnyOrderElementsOf(
            commands(tree()).map(DocumentedCommandsTest::name).toList());
  }

  @Test
  void everyOptionThatIsDocumentedIsThere() throws IOException {
    Map<String, String> documented = documented();
    List<String> wrong = new ArrayList<>();
    commands(tree())
        .forEach(command -> {
          List<String> known =
              command.getCommandSpec().options().stream()
                  .map(OptionSpec::names)
                  .flatMap(Stream::of)
                  .toList();
          OPTION
              .matcher(documented.getOrDefault(name(command), ""))
              .results()
              .map(found -> found.group())
              .filter(option -> !known.contains(option))
              .forEach(option -> wrong.add(name(command) + " " + option));
        });

    assertThat(wrong).isEmpty();
  }

  @Test
  void everyCommandAndEveryOptionHasHelp() {
    commands(tree())
        .forEach(command -> {
          assertThat(command.getCommandSpec().usageMessage().description())
              .as(name(command))
              .isNotEmpty();
          assertThat(command.getCommandSpec().args())
              .as(name(command))
              .allMatch(argument -> argument.hidden() || argument.description().length > 0);
        });
  }

  @Test
  void theHelpOfAnOptionIsShortAndRepeatsNothing() {
    commands(tree())
        .flatMap(command -> command.getCommandSpec().args().stream())
        .forEach(argument ->
            assertThat(String.join(" ", argument.description()))
                .as(argument.toString())
                .hasSizeLessThan(200)
                .doesNotContainPattern(REPEATED));
  }
}
