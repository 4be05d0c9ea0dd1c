package dev.coffer.benchmarks;

import static dev.coffer.benchmarks.report.Markdown.figure;

import dev.coffer.benchmarks.ServerProcess.Program;
import dev.coffer.benchmarks.report.Section;
import dev.coffer.benchmarks.report.Section.Bar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** From the start of the process to the line that says it is ready. */
final class StartTimes {

  private record Start(double millis, double residentMebibytes) {}

  private final Bench bench;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Bar> bars = new ArrayList<>();

  private StartTimes(Bench bench) {
    this.bench = bench;
  }

  /**
   * Starts servers, the first one of each kind uncounted.
   *
   * @param cache an AOT cache that fits the program; without one there is one kind less of each
   */
  static Section run(Bench bench, Optional<Path> cache) {
    var measurement = new StartTimes(bench);
    BenchmarkIndex.Database database = bench.index().database("starts");
    measurement.measure(
        "external PostgreSQL", cache, program -> bench.with(program).serve(database, Map.of()));
    Path data = bench.folder().resolve("embedded");
    measurement.measure(
        "embedded index", cache, program -> ServerProcess.start(program, data, Map.of()));
    return new Section(
        "Start",
        "From the start of the process to `coffer is ready`, with an existing data directory and index. Median of %d; memory is VmRSS of the JVM at that moment."
            .formatted(bench.plan().starts()),
        List.of("index", "ms", "MiB"),
        measurement.rows,
        measurement.bars);
  }

  private interface Kind {
    ServerProcess start(Program program);
  }

  private void measure(String label, Optional<Path> cache, Kind kind) {
    Supplier<Start> plain = () -> start(kind, bench.program());
    var _ = plain.get();
    if (cache.isEmpty()) {
      note(label, Rounds.alternate(bench.plan().starts(), plain, () -> 0).ours());
      return;
    }
    Program cached = bench.program().with(List.of("-XX:AOTCache=" + cache.get()));
    Rounds<Start, Start> rounds =
        Rounds.alternate(bench.plan().starts(), plain, () -> start(kind, cached));
    note(label, rounds.ours());
    note(label + ", AOT cache", rounds.theirs());
  }

  private static Start start(Kind kind, Program program) {
    try (ServerProcess server = kind.start(program)) {
      return new Start(server.startTime().toNanos() / 1e6, server.residentMebibytes());
    }
  }

  private void note(String label, List<Start> starts) {
    Start median = Rounds.median(starts, Start::millis);
    rows.add(List.of(label, figure(median.millis()), figure(median.residentMebibytes())));
    bars.add(Bar.alone(label, "ms", median.millis()));
    Bench.say("start, %s: %s ms", label, figure(median.millis()));
  }
}
