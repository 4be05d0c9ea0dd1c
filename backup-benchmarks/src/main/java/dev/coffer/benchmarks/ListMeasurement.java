package dev.coffer.benchmarks;

import static dev.coffer.benchmarks.report.Markdown.figure;

import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.benchmarks.client.Clients;
import dev.coffer.benchmarks.client.Clients.Load;
import dev.coffer.benchmarks.report.Markdown;
import dev.coffer.benchmarks.report.Section;
import dev.coffer.benchmarks.report.Section.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists per second over HTTP, beside pgbench with the same statement. */
final class ListMeasurement {

  private static final List<Integer> CONNECTIONS = List.of(1, 8);

  private final Bench bench;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> memory = new ArrayList<>();
  private final List<Bar> memoryBars = new ArrayList<>();
  private final List<String> filled = new ArrayList<>();

  private ListMeasurement(Bench bench) {
    this.bench = bench;
  }

  static List<Section> run(Bench bench) {
    var measurement = new ListMeasurement(bench);
    bench.plan().backups().forEach(measurement::measure);
    return List.of(measurement.lists(), measurement.memory());
  }

  private void measure(int backups) {
    Fleet fleet = Fleet.ofBackups(Bench.SEED, backups);
    List<Appliance> appliances = fleet.appliances(Bench.PEPPER);
    BenchmarkIndex.Database database = bench.index().database("lists_" + backups);
    filled.add(told(new FleetGenerator(database.jdbi(), fleet).fill(appliances), backups));
    Bench.say("generated %s", filled.getLast());
    Pgbench pgbench = Pgbench.prepare(database, bench.folder(), Bench.SEED);
    List<byte[]> requests = ListClient.requests(appliances);
    try (ServerProcess server =
        bench.serve(database, Map.of("COFFER_DRIVES_0_LABEL", FleetGenerator.DRIVE_LABEL))) {
      double resident = server.residentMebibytes();
      list(server, requests, 8, bench.plan().warmUp());
      pgbench.run(8, bench.plan().round());
      CONNECTIONS.forEach(count -> compare(backups, count, server, requests, pgbench));
      remember(backups, resident, server.residentMebibytes());
    }
  }

  private static String told(FleetGenerator.Filling filling, int backups) {
    return "%,d rows in %s s (%s rows/s), %s s with indexes and statistics, %s bytes for each backup"
        .formatted(
            filling.rows(),
            figure(filling.writing().toMillis() / 1e3),
            figure(filling.rows() * 1e3 / filling.writing().toMillis()),
            figure(filling.whole().toMillis() / 1e3),
            figure((double) filling.bytes() / backups));
  }

  private void compare(
      int backups, int connections, ServerProcess server, List<byte[]> requests, Pgbench pgbench) {
    Duration round = bench.plan().round();
    Rounds<Load, Double> rounds =
        Rounds.alternate(
            bench.plan().rounds(),
            () -> list(server, requests, connections, round),
            () -> pgbench.run(connections, round));
    Load ours = Rounds.median(rounds.ours(), Load::perSecond);
    double theirs = Rounds.median(rounds.theirs(), rate -> rate);
    String label =
        "%,d backups, %d connection%s".formatted(backups, connections, connections == 1 ? "" : "s");
    rows.add(
        List.of(
            label,
            figure(ours.perSecond()),
            figure(ours.millis(0.5)),
            figure(ours.millis(0.99)),
            figure(theirs),
            figure(ours.perSecond() / theirs)));
    bars.add(Bar.beside(label, "lists/s", ours.perSecond(), theirs));
    Bench.say(
        "%s: %s lists/s, pgbench %s; rounds %s, %s",
        label,
        figure(ours.perSecond()),
        figure(theirs),
        rounds.ours().stream().map(load -> figure(load.perSecond())).toList(),
        rounds.theirs().stream().map(Markdown::figure).toList());
  }

  private static Load list(
      ServerProcess server, List<byte[]> requests, int connections, Duration time) {
    return Clients.run(
        connections,
        time,
        number -> () -> ListClient.open(server.port(), requests, Bench.SEED + number));
  }

  private void remember(int backups, double before, double after) {
    String label = "server on %,d backups".formatted(backups);
    memory.add(List.of(label, figure(before), figure(after)));
    memoryBars.add(Bar.alone(label + ", started", "MiB", before));
    memoryBars.add(Bar.alone(label + ", after its lists", "MiB", after));
  }

  private Section lists() {
    return new Section(
        "Listing",
        "GET /api/systems/backups of a random system, ten backups each, over persistent connections. pgbench runs the vault's own statement, prepared, with the same number of clients. The index was generated: "
            + String.join("; ", filled)
            + ". Rows and bytes are those of vault.backup and vault.copy; bytes include their database indexes.",
        List.of(
            "index",
            "Coffer, lists/s",
            "p50, ms",
            "p99, ms",
            "pgbench, lists/s",
            "Coffer / pgbench"),
        rows,
        bars);
  }

  private Section memory() {
    return new Section(
        "Memory",
        "VmRSS of the server's JVM with its default heap (a quarter of the machine's memory). PostgreSQL is a separate process and not included.",
        List.of("process", "started, MiB", "after the lists, MiB"),
        memory,
        memoryBars);
  }
}
