package dev.coffer.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.cli.CofferCommand;
import java.io.IOException;
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

/** The section "Commands" of the operations guide is about the commands that there are. */
class DocumentedCommandsTest {

  private static final Path GUIDE = Path.of("..", "docs", "operations.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^### `coffer ([a-z ]+?)`$");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  private static String section() throws IOException {
    String guide = Files.readString(GUIDE);
    int begin = guide.indexOf("\n## Commands\n");
    int end = guide.indexOf("\n## ", begin + 1);
    assertThat(begin).as("the section").isPositive();
    return guide.substring(begin, end < 0 ? guide.length() : end);
  }

  private static CommandLine tree() {
    // Nothing is run.
    var context = new FakeVault().context(new StringWriter(), new StringWriter());
    return CofferCommand.whole(context);
  }

  /** With what stands below the heading of each. */
  private static Map<String, String> documented() throws IOException {
    String section = section();
    var headings = HEADING.matcher(section).results().toList();
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < headings.size(); i++) {
      int end = i + 1 < headings.size() ? headings.get(i + 1).start() : section.length();
      texts.put(headings.get(i).group(1), section.substring(headings.get(i).end(), end));
    }
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
}
