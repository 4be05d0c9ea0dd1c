package dev.coffer.boot.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps phrases that readers stumble over out of documents, API descriptions and messages. A linter
 * for prose (Vale, LanguageTool) would be a second toolchain to install, and reads no string
 * literals of Java, where the messages are.
 */
class PlainEnglishTest {

  private static final Path ROOT = Path.of("..");

  /** What a person reads, as globs below the root. Of Java files only the string literals count. */
  private static final List<String> READ_BY_PEOPLE =
      List.of(
          "*.md",
          "docs/*.md",
          "docs/**/*.md",
          "deploy/*",
          "deploy/**/*",
          "bench/*",
          "scripts/*",
          "coffer.example.yaml",
          "*/src/release/*.service",
          "*/src/main/resources/**/*.{yaml,yml,json}",
          "*/src/main/java/**/*.java");

  private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "coffer-data");

  /**
   * One thing not to write.
   *
   * @param pattern a regular expression in which a blank also matches a line break with the sign of
   *     a comment or a quotation
   * @param instead what to write
   * @param example a text that the pattern finds
   */
  record Rule(Pattern pattern, String instead, String example) {

    static Rule of(String pattern, String instead, String example) {
      return new Rule(
          Pattern.compile(pattern.replace(" ", "[\\s#>*/]+"), Pattern.CASE_INSENSITIVE),
          instead,
          example);
    }

    Stream<MatchResult> findIn(String text) {
      return pattern.matcher(text).results();
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "\\b(?:tells?|told|telling)\\b",
              "shows, prints, returns, reports; is notified of",
              "The secret is told only once."),
          Rule.of("\\bmend(?:s|ed|ing)?\\b", "repairs, fixes, corrects", "The count was mended."),
          Rule.of("\\bbeside the (?:vault|server)\\b", "locally", "It works beside the\nvault."),
          Rule.of("\\bvaults? elsewhere\\b", "a remote vault", "Speak to a vault elsewhere."),
          Rule.of("\\b(?:go|goes|going|went) on\\b", "continues", "Listing goes on."),
          Rule.of(
              "\\bby (?:itself|themselves)\\b", "automatically", "The vault reconnects by itself."),
          Rule.of("\\blook(?:s|ed|ing)? again\\b", "rechecks", "It is looked again at."),
          Rule.of("\\banew\\b", "restarted, recreated, again", "The download is begun anew."),
          Rule.of("\\bmade again\\b", "recreated", "A file that is made again."),
          Rule.of("\\bstands\\b(?! for\\b)", "is valid; is", "The policy still stands."),
          Rule.of(
              "\\b(?:your|his|their|somebody's|someone's|operator's) word\\b",
              "confirm, confirmation",
              "It is your word that it is gone."),
          Rule.of("\\bwithin reach\\b", "in scope", "No key within reach."),
          Rule.of(
              "\\brest(?:ing|ed|s)\\b|\\brest between\\b",
              "idle, idle time",
              "Connections that are resting."),
          Rule.of("\\bfor ever\\b", "permanently", "Retired is for\n# ever."),
          Rule.of("\\bof (?:which|whom)\\b", "a new sentence", "Files, of which one is kept."),
          Rule.of(
              "\\bso (?:many|long)\\b", "the number of; as long as", "Beyond so many it may go."),
          Rule.of("\\bwho(?:ever|soever|mever)\\b", "anyone who; the one that", "Whoever has it."),
          Rule.of("\\bow(?:ed|es)\\b", "backlog, pending, missing", "What a drive is owed."),
          Rule.of(
              "\\b(?:is|are|be) spoken\\b|\\bspeaks? (?:TLS|HTTP|plain)\\b",
              "supports, uses",
              "The proxy speaks TLS."),
          Rule.of("\\bwants\\b(?!=)", "requires, needs", "The command wants a name."),
          Rule.of(
              "\\bask(?:s|ed)? for a secret\\b",
              "requires authentication",
              "Nobody is asked for a secret."),
          Rule.of(
              "\\b(?:is|are|was|were|be|connections?) cut\\b|\\bcut(?:s|ting)? (?:an? |the |idle )*connections?\\b",
              "closes, drops",
              "The connection is cut."),
          Rule.of(
              "\\btak(?:e|es|en|ing) (?:it |them )?back\\b",
              "rolled back, undone, restored",
              "The upload is taken back."),
          Rule.of("\\bgot 201\\b", "a backup that was accepted (201)", "What got 201 is safe."),
          Rule.of("\\blisted at once\\b", "listed immediately", "It is listed at once."),
          Rule.of(
              "(?<!load[\\s#>*/-]{1,9})\\bbalancers?\\b", "load balancer", "A balancer in front."),
          Rule.of("\\bbox(?:es)?\\b", "appliance", "Some boxes upload daily."),
          Rule.of(
              "\\bthe wire\\b|\\bwire (?:contracts?|protocol|format)\\b",
              "the API, the network",
              "Over the wire it is 409."),
          Rule.of("\\bmanagement API\\b", "admin API", "Scripts use the management API."),
          Rule.of("\\bgrace times?\\b", "grace period", "After the grace time."),
          // Not the label of a metric.
          Rule.of("\\bfacts\\b(?!\\s*[|=`\"})])", "metadata; metrics", "A reader sees facts."));

  private static final List<String> INNOCENT =
      List.of(
          "A load balancer, or two\n# load balancers, and the service load-balancer.",
          "It recommends an amendment; the rest is encrypted at rest by REST.",
          "| `coffer_facts_age_seconds` | gauge | seconds | facts | sum by (facts=\"all\") |",
          "As long as the number of wires and boxers. What this word stands for.",
          "Cut the file after the header. Foretold, whoeverness, standstill.",
          "Take the backup, and go back on the same page.");

  /**
   * Comments, character literals, text blocks and strings, whichever begins first. Possessive
   * groups, since others recurse for each character of a long text block.
   */
  private static final Pattern JAVA_TOKEN =
      Pattern.compile(
          "//[^\n]*+"
              + "|/\\*[\\s\\S]*?\\*/"
              + "|'(?:\\\\.|[^'\\\\\n])++'"
              + "|\"\"\"(?:\\\\[\\s\\S]|(?!\"\"\")[^\\\\])*+\"\"\""
              + "|\"(?:\\\\.|[^\"\\\\\n])*+\"");

  private static final Pattern CONCATENATION = Pattern.compile("\\s*+\\+\\s*+");

  /**
   * Everything else becomes blank, so that lines keep their numbers. Literals that are joined are
   * read as one, without the quotes between them, since long sentences are written in pieces.
   */
  private static String literalsOf(String java) {
    var literals = new StringBuilder();
    int end = 0;
    boolean followsLiteral = false;
    for (MatchResult token : JAVA_TOKEN.matcher(java).results().toList()) {
      String between = java.substring(end, token.start());
      boolean isLiteral = token.group().startsWith("\"");
      boolean continues = isLiteral && followsLiteral && CONCATENATION.matcher(between).matches();
      if (continues) {
        literals.setCharAt(literals.length() - 1, ' ');
      }
      literals.append(blank(between));
      if (continues) {
        literals.append(' ').append(token.group(), 1, token.group().length());
      } else {
        literals.append(isLiteral ? token.group() : blank(token.group()));
      }
      followsLiteral = isLiteral;
      end = token.end();
    }
    return literals.append(blank(java.substring(end))).toString();
  }

  private static String blank(String text) {
    return text.replaceAll("[^\n]", " ");
  }

  private static List<String> findings(String name, String text) {
    String read = name.endsWith(".java") ? literalsOf(text) : text;
    return RULES.stream()
        .flatMap(rule ->
            rule.findIn(read)
                .map(found ->
                    "%s:%d: \"%s\" → %s"
                        .formatted(
                            name,
                            1
                                + read.substring(0, found.start()).lines().count()
                                - (isWithinLine(read, found.start()) ? 1 : 0),
                            found.group().replaceAll("\\s+", " "),
                            rule.instead())))
        .toList();
  }

  private static boolean isWithinLine(String text, int position) {
    return position > 0 && text.charAt(position - 1) != '\n';
  }

  private static List<Path> filesReadByPeople() throws IOException {
    List<PathMatcher> read = matchers(READ_BY_PEOPLE);
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            // What a build or git writes comes and goes while the test runs.
            return NOT_SOURCES.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path name = ROOT.relativize(file);
            if (matches(read, name)) {
              files.add(name);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files.stream().sorted().toList();
  }

  private static boolean matches(List<PathMatcher> matchers, Path file) {
    return matchers.stream().anyMatch(matcher -> matcher.matches(file));
  }

  private static List<PathMatcher> matchers(List<String> globs) {
    return globs.stream()
        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
        .toList();
  }

  @Test
  void whatPeopleReadHasNoneOfThesePhrases() throws IOException {
    var findings = new ArrayList<String>();
    List<Path> files = filesReadByPeople();
    for (Path file : files) {
      findings.addAll(findings(file.toString(), Files.readString(ROOT.resolve(file))));
    }

    assertThat(files).contains(Path.of("README.md"), Path.of("coffer.example.yaml"));
    assertThat(findings).isEmpty();
  }

  static List<Rule> rules() {
    return RULES;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void eachPhraseIsReportedWithItsLineAndWhatToWrite(Rule rule) {
    assertThat(findings("guide.md", "# Guide\n\n" + rule.example()))
        .singleElement()
        .asString()
        .startsWith("guide.md:3: \"")
        .endsWith(" → " + rule.instead());
  }

  static List<String> innocent() {
    return INNOCENT;
  }

  @ParameterizedTest
  @MethodSource("innocent")
  void innocentTextIsNotReported(String text) {
    assertThat(findings("guide.md", text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "String message = \"it was told\";",
        "var text = \"\"\"\n    a \"quoted\" word, told\n    \"\"\";",
        "char quote = '\"'; // he said \"\nvar s = \"told\";",
        "/* \" */ var s = \"a \\\" and told\";",
        "String joined = \"listing goes \"\n    + \"on, as always\";"
      })
  void literalsOfJavaAreRead(String java) {
    assertThat(findings("Some.java", java)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "// \"it was told\"",
        "/** Is {@code \"told\"}. */ int told;",
        "char quote = '\"'; int told = 1; char other = '\"';",
        "call(\"it goes\", \"on and on\");"
      })
  void commentsAndNamesOfJavaAreNot(String java) {
    assertThat(findings("Some.java", java)).isEmpty();
  }
}
