package dev.coffer.boot.metrics;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an expression of Prometheus asks for.
 *
 * @param series names
 * @param labels that it selects or groups by
 */
public record PromQl(Set<String> series, Set<String> labels) {

  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)\\}");
  private static final Pattern SELECTED = Pattern.compile("([a-zA-Z_]\\w*)\\s*(?:=~|!~|!=|=)");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");

  /** A name that is no function; numbers may have a letter behind them. */
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:])[a-zA-Z_:][\\w:]*(?!\\w|\\s*\\()");

  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  public static PromQl of(String expression) {
    var labels = new TreeSet<String>();
    String text = TEXT.matcher(expression).replaceAll("\"\"");
    SELECTOR
        .matcher(text)
        .results()
        .flatMap(selector -> SELECTED.matcher(selector.group(1)).results())
        .map(label -> label.group(1))
        .forEach(labels::add);
    text = SELECTOR.matcher(text).replaceAll("");
    GROUPING
        .matcher(text)
        .results()
        .flatMap(grouping -> Arrays.stream(grouping.group(1).split(",")))
        .map(String::strip)
        .forEach(labels::add);
    text = RANGE.matcher(GROUPING.matcher(text).replaceAll(" ")).replaceAll("");
    return new PromQl(
        NAME.matcher(text)
            .results()
            .map(MatchResult::group)
            .filter(Predicate.not(WORDS::contains))
            .collect(Collectors.toCollection(TreeSet::new)),
        labels);
  }
}
