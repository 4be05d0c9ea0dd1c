package dev.coffer.boot.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} answers, as Prometheus reads it.
 *
 * @param metrics by their names
 * @param samples values by name and labels, as they are spelt
 */
public record Exposition(Map<String, Metric> metrics, Map<String, Double> samples) {

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

  /**
   * One metric.
   *
   * @param series names that can be asked for, such as {@code …_count}
   * @param labels without the bound of a bucket
   */
  public record Metric(String type, Set<String> series, Set<String> labels) {}

  public static Exposition of(String text) {
    var metrics = new LinkedHashMap<String, Metric>();
    var samples = new LinkedHashMap<String, Double>();
    var current = new Metric("", new TreeSet<>(), new TreeSet<>());
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        current = new Metric(type.group(2), new TreeSet<>(), new TreeSet<>());
        metrics.put(type.group(1), current);
      } else if (!line.startsWith("#")) {
        if (!sample.matches()) {
          throw new AssertionError("not a sample: " + line);
        }
        String labels = Objects.requireNonNullElse(sample.group(2), "");
        current.series.add(sample.group(1));
        LABEL.matcher(labels).results().map(found -> found.group(1)).forEach(current.labels::add);
        samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
      }
    }
    metrics.values().forEach(metric -> metric.labels.remove("le"));
    return new Exposition(metrics, samples);
  }

  /** All names that can be asked for. */
  public Set<String> series() {
    var all = new TreeSet<String>();
    metrics.values().forEach(metric -> all.addAll(metric.series));
    return all;
  }

  /** Of a name with its labels as they are spelt; it must be there. */
  public double value(String sample) {
    return Objects.requireNonNull(samples.get(sample), sample);
  }
}
