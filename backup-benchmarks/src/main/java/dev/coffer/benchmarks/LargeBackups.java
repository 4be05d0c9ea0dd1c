package dev.coffer.benchmarks;

import static dev.coffer.benchmarks.report.Markdown.figure;

import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.benchmarks.client.Body;
import dev.coffer.benchmarks.report.Section;
import dev.coffer.benchmarks.report.Section.Bar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One large backup up and down, beside the same bytes without a vault. */
final class LargeBackups {

  private final Bench bench;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Bar> bars = new ArrayList<>();

  private LargeBackups(Bench bench) {
    this.bench = bench;
  }

  static Section run(Bench bench, Optional<S3Store> store) {
    var measurement = new LargeBackups(bench);
    measurement.measure(PlainPlace.files(bench.folder()));
    store.ifPresent(measurement::measure);
    return measurement.section();
  }

  private void measure(PlainPlace place) {
    var fleet = new Fleet(Bench.SEED, 1, 1, 0);
    List<Appliance> appliances = fleet.appliances(Bench.PEPPER);
    BenchmarkIndex.Database database = bench.index().database("large_" + place.name());
    new FleetGenerator(database.jdbi(), fleet).fill(appliances);
    var body = new Body(Bench.SEED, bench.plan().largeBytes());
    try (ServerProcess server = bench.serve(database, place.drive());
        UploadClient client = UploadClient.open(server.port(), appliances.getFirst(), body)) {
      client.fetch(client.store());
      compare(place, client, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(PlainPlace place, UploadClient client, Body body) {
    Deque<String> ids = new ArrayDeque<>();
    Deque<String> names = new ArrayDeque<>();
    int rounds = bench.plan().rounds();
    note(
        place.name() + ", up",
        Rounds.alternate(
            rounds,
            () -> Timed.mebibytesPerSecond(body.bytes(), () -> ids.add(client.store())),
            () -> Timed.mebibytesPerSecond(body.bytes(), () -> names.add(place.put(body)))));
    note(
        place.name() + ", down",
        Rounds.alternate(
            rounds,
            () -> Timed.mebibytesPerSecond(body.bytes(), () -> client.fetch(ids.remove())),
            () -> Timed.mebibytesPerSecond(body.bytes(), () -> place.get(names.remove()))));
  }

  private void note(String label, Rounds<Double, Double> rounds) {
    double ours = Rounds.median(rounds.ours(), speed -> speed);
    double theirs = Rounds.median(rounds.theirs(), speed -> speed);
    rows.add(List.of(label, figure(ours), figure(theirs), figure(ours / theirs)));
    bars.add(Bar.beside(label, "MiB/s", ours, theirs));
    Bench.say("%s: %s MiB/s, plain %s MiB/s", label, figure(ours), figure(theirs));
  }

  private Section section() {
    return new Section(
        "Large backups",
        "%,d MiB in one request. Baseline for a local drive: the same bytes are written to a file on the same disk, hashed and synced, then read back and hashed. Baseline for an S3 store: a plain PUT and GET of the same bytes. All reads follow directly after the writes, so they come from memory on both sides."
            .formatted(bench.plan().largeBytes() >> 20),
        List.of("drive", "Coffer, MiB/s", "plain, MiB/s", "Coffer / plain"),
        rows,
        bars);
  }
}
