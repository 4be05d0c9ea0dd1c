package dev.coffer.benchmarks;

import static dev.coffer.benchmarks.report.Markdown.figure;

import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.benchmarks.client.Body;
import dev.coffer.benchmarks.client.Clients;
import dev.coffer.benchmarks.client.Clients.Load;
import dev.coffer.benchmarks.report.Section;
import dev.coffer.benchmarks.report.Section.Bar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Small backups per second, beside threads that write and sync a file of the same size. */
final class SmallUploads {

  private static final int CLIENTS = 4;
  private static final long BYTES = 50_000;

  private SmallUploads() {}

  static Section run(Bench bench) {
    var fleet = new Fleet(Bench.SEED, 1, CLIENTS, 0);
    List<Appliance> appliances = fleet.appliances(Bench.PEPPER);
    BenchmarkIndex.Database database = bench.index().database("small_uploads");
    new FleetGenerator(database.jdbi(), fleet).fill(appliances);
    Path plain = bench.folder().resolve("plain-small");
    try (ServerProcess server = bench.serve(database, Map.of())) {
      Files.createDirectory(plain);
      var files = new AtomicLong();
      Duration round = bench.plan().round();
      upload(server, appliances, bench.plan().warmUp());
      return section(
          Rounds.alternate(
              bench.plan().rounds(),
              () -> upload(server, appliances, round),
              () -> write(plain, files, round)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Load upload(ServerProcess server, List<Appliance> appliances, Duration time) {
    return Clients.run(
        CLIENTS,
        time,
        number ->
            () ->
                UploadClient.open(
                    server.port(), appliances.get(number), new Body(Bench.SEED + number, BYTES)));
  }

  private static Load write(Path folder, AtomicLong files, Duration time) {
    return Clients.run(
        CLIENTS,
        time,
        number ->
            () ->
                () ->
                    PlainFiles.store(
                        folder.resolve("file-" + files.incrementAndGet()),
                        new Body(Bench.SEED + number, BYTES)));
  }

  private static Section section(Rounds<Load, Load> rounds) {
    Load ours = Rounds.median(rounds.ours(), Load::perSecond);
    Load theirs = Rounds.median(rounds.theirs(), Load::perSecond);
    Bench.say(
        "50 KB uploads: %s/s, plain files %s/s",
        figure(ours.perSecond()), figure(theirs.perSecond()));
    return new Section(
        "Small uploads",
        ("%,d bytes each, %d clients. Baseline: the same number of threads, each writing, "
                + "hashing and syncing files of that size. An upload syncs the object, its manifest "
                + "and their directories, and commits twice.")
            .formatted(BYTES, CLIENTS),
        List.of("what", "per second", "p50, ms", "p99, ms", "Coffer / plain"),
        List.of(
            row("Coffer, uploads", ours, figure(ours.perSecond() / theirs.perSecond())),
            row("plain files", theirs, "")),
        List.of(Bar.beside("50 KB, 4 clients", "/s", ours.perSecond(), theirs.perSecond())));
  }

  private static List<String> row(String what, Load load, String ratio) {
    return List.of(
        what, figure(load.perSecond()), figure(load.millis(0.5)), figure(load.millis(0.99)), ratio);
  }
}
