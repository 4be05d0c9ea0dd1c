package dev.coffer.benchmarks;

import dev.coffer.benchmarks.ServerProcess.Program;
import dev.coffer.benchmarks.report.BarChart;
import dev.coffer.benchmarks.report.Markdown;
import dev.coffer.benchmarks.report.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Coffer does, beside what does the same without it, in one run. Started by {@code
 * bench/performance}, which documents it.
 */
public final class Performance {

  private static final String QUICK = "--quick";

  private Performance() {}

  /** Arguments: the server's jar, a folder for performance.md and performance.svg, options. */
  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments).subList(2, arguments.length);
    if (!List.of(QUICK).containsAll(options)) {
      System.err.println("usage: bench/performance [--quick]");
      System.exit(2);
    }
    Logger.getLogger("").setLevel(Level.WARNING);
    boolean quick = options.contains(QUICK);
    Pgbench.require();
    Path folder = Files.createTempDirectory("coffer-performance-");
    // The PostgreSQL of a root process runs as another user, who has to pass.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    // Ctrl-C ends the servers too; a run that came to its end has none left.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    try {
      var program = new Program(Path.of(arguments[0]), words("COFFER_BENCH_JAVA_OPTS"));
      measure(program, quick ? Plan.QUICK : Plan.FULL, folder, Path.of(arguments[1]), quick);
    } finally {
      delete(folder);
    }
  }

  private static void measure(Program program, Plan plan, Path folder, Path results, boolean quick)
      throws IOException {
    var sections = new ArrayList<Section>();
    try (BenchmarkIndex index =
        BenchmarkIndex.start(Files.createDirectory(folder.resolve("index")))) {
      var bench = new Bench(plan, folder, index, program);
      sections.addAll(ListMeasurement.run(bench));
      sections.add(FleetPages.run(bench));
      sections.add(SmallUploads.run(bench));
      sections.add(LargeBackups.run(bench, S3Store.named(System.getenv())));
      sections.add(
          StartTimes.run(
              bench, Optional.ofNullable(System.getenv("COFFER_BENCH_AOT_CACHE")).map(Path::of)));
      String command = quick ? "bench/performance --quick" : "bench/performance";
      List<List<String>> facts =
          Machine.facts(index.version(), command, LocalDate.now(ZoneOffset.UTC));
      write(results, sections, Markdown.table(List.of("machine", ""), facts));
    }
  }

  private static void write(Path results, List<Section> sections, String facts) throws IOException {
    Path document = results.resolve("performance.md");
    String measured =
        "![Bars of the figures below](performance.svg)\n\n"
            + sections.stream().map(Markdown::section).collect(Collectors.joining("\n"))
            + "\n### Machine\n\n"
            + facts;
    Files.writeString(document, Markdown.replaceMeasured(Files.readString(document), measured));
    Files.writeString(results.resolve("performance.svg"), BarChart.svg(sections));
    Bench.say("%n%s%nwritten to %s", measured, document);
  }

  private static List<String> words(String variable) {
    return Arrays.stream(System.getenv().getOrDefault(variable, "").split(" ", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
