package dev.coffer.boot.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about faults promises tests by their names. */
class ReliabilityPageTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Za-z0-9]+(?:IT|Test|Contract))\\.([a-z][A-Za-z0-9]+)`");

  @Test
  void everyTestThatItNamesExists() throws IOException {
    String page = Files.readString(ROOT.resolve("docs").resolve("reliability.md"));
    Map<String, Path> sources = sources();
    List<MatchResult> named = NAMED.matcher(page).results().toList();

    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named)
        .filteredOn(test -> !exists(sources, test))
        .extracting(MatchResult::group)
        .isEmpty();
  }

  private static boolean exists(Map<String, Path> sources, MatchResult test) {
    Path source = sources.getOrDefault(test.group(1), Path.of("none"));
    try {
      return Files.exists(source)
          && Files.readString(source)
              .matches("(?s).*\\b(?:void|boolean) " + test.group(2) + "\\(.*");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By the name of the class. */
  private static Map<String, Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .filter(module -> Files.isDirectory(module.resolve("src")))
          .flatMap(ReliabilityPageTest::javaFiles)
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  (one, _) -> one));
    }
  }

  private static Stream<Path> javaFiles(Path module) {
    try (Stream<Path> files = Files.walk(module.resolve("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
