package dev.coffer.boot.metrics;

import dev.coffer.adapter.http.monitoring.BuildInfo;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.monitoring.Figures;
import dev.coffer.application.monitoring.Figures.DriveFacts;
import dev.coffer.application.monitoring.Figures.Facts;
import dev.coffer.application.monitoring.Figures.LastSuccesses;
import dev.coffer.application.monitoring.Figures.Shown;
import dev.coffer.application.monitoring.Health.Part;
import dev.coffer.application.monitoring.Health.Status;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Metrics computed at each scrape: the state of this instance, and the last vault-wide counts. All
 * of it is in memory, so a scrape does not query the index. Unknown values are left out, whereas a
 * Micrometer gauge would stay at its last value. Thread-safe.
 */
public final class VaultGauges implements MultiCollector {

  private final VaultUseCases useCases;
  private final BuildInfo build;

  public VaultGauges(VaultUseCases useCases, BuildInfo build) {
    this.useCases = useCases;
    this.build = build;
  }

  @Override
  public MetricSnapshots collect() {
    var all = MetricSnapshots.builder();
    all.metricSnapshot(
        InfoSnapshot.builder()
            .name("coffer_build")
            .help("What this instance was built from")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", build.version(), "commit", build.commit()))
                    .build())
            .build());
    health(all, useCases.health().status());
    transfers(all, useCases.figures().transfers());
    shown(all, useCases.figures().show());
    return all.build();
  }

  private static void health(MetricSnapshots.Builder all, Status health) {
    all.metricSnapshot(
        single(
            "coffer_index_up",
            "Whether the index served a list and accepts changes, checked within 10 s",
            up(health.index())));
    GaugeSnapshot.Builder drives =
        gauge("coffer_drive_up", "Whether the drive stores and returns data, checked within 10 s");
    health.drives().forEach((drive, part) -> drives.dataPoint(count(up(part), "drive", drive)));
    all.metricSnapshot(drives.build());
    all.metricSnapshot(
        single(
            "coffer_removals_halted",
            "Whether all removals of old data wait for coffer retention accept",
            health.removals().isHalted() ? 1 : 0));
    all.metricSnapshot(
        single(
            "coffer_retention_halted_organizations",
            "The number of organizations whose retention waits for coffer retention accept",
            health.removals().haltedOrganizations()));
  }

  private static long up(Part part) {
    return part.isUp() ? 1 : 0;
  }

  private static void transfers(MetricSnapshots.Builder all, Figures.Transfers underWay) {
    all.metricSnapshot(
        gauge("coffer_transfers", "Running transfers in this instance")
            .dataPoint(count(underWay.uploads(), "kind", "upload"))
            .dataPoint(count(underWay.downloads(), "kind", "download"))
            .build());
    all.metricSnapshot(
        gauge(
                "coffer_transfers_limit",
                "The number of transfers that this instance accepts at once; 0 = no limit")
            .dataPoint(count(underWay.maxUploads(), "kind", "upload"))
            .dataPoint(count(underWay.maxDownloads(), "kind", "download"))
            .build());
  }

  private static void shown(MetricSnapshots.Builder all, Shown shown) {
    GaugeSnapshot.Builder ages =
        gauge("coffer_facts_age_seconds", "Age of the vault-wide metrics, in seconds");
    GaugeSnapshot.Builder copies =
        gauge("coffer_copies", "Copies on each drive that was not removed, by status");
    shown
        .facts()
        .ifPresent(reading -> {
          ages.dataPoint(point(seconds(reading.age()), "facts", "all"));
          facts(all, copies, reading.value());
        });
    shown
        .finishedCopies()
        .ifPresent(reading -> {
          ages.dataPoint(point(seconds(reading.age()), "facts", "finished_copies"));
          reading
              .value()
              .forEach((drive, copiesThere) ->
                  copies.dataPoint(count(copiesThere, "drive", drive, "status", "finished")));
        });
    all.metricSnapshot(ages.build()).metricSnapshot(copies.build());
  }

  private static void facts(
      MetricSnapshots.Builder all, GaugeSnapshot.Builder copies, Facts facts) {
    for (DriveFacts drive : facts.drives()) {
      copies
          .dataPoint(count(drive.pending(), "drive", drive.label(), "status", "pending"))
          .dataPoint(count(drive.running(), "drive", drive.label(), "status", "running"))
          .dataPoint(count(drive.failed(), "drive", drive.label(), "status", "failed"));
    }
    all.metricSnapshot(
        byDrive(
            "coffer_copies_oldest_pending_seconds",
            "Age of the oldest copy that was planned but never made, in seconds; 0 = none",
            facts,
            drive -> seconds(drive.oldestPending())));
    all.metricSnapshot(
        byDrive(
            "coffer_scrub_overdue_seconds",
            "Age of the most overdue scrub, in seconds; 0 = none",
            facts,
            drive -> seconds(drive.scrubOverdue())));
    all.metricSnapshot(lastSuccesses(facts.lastSuccesses()));
    all.metricSnapshot(
        single(
            "coffer_systems_without_success",
            "Active systems without any backup",
            facts.lastSuccesses().never()));
    all.metricSnapshot(
        single(
            "coffer_uploads_under_way",
            "Running uploads, in all instances",
            facts.uploadsUnderWay()));
    all.metricSnapshot(
        single(
            "coffer_uploads_failed_last_day",
            "Uploads that started in the last 24 hours and failed",
            facts.failedLastDay()));
    all.metricSnapshot(
        single("coffer_backups_damaged", "Backups without an intact copy", facts.damagedBackups()));
    all.metricSnapshot(
        single(
            "coffer_used_bytes",
            "Bytes of all organizations together, including deleted backups in their grace period",
            facts.used().bytes()));
    all.metricSnapshot(
        single(
            "coffer_usage_drift_bytes",
            "How far the byte counters were off that the last daily audit corrected",
            facts.usageDrift().bytes()));
  }

  /** Cumulative, as quantiles and heat maps require. */
  private static HistogramSnapshot lastSuccesses(LastSuccesses systems) {
    var buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < systems.byAge().size(); i++) {
      double bound =
          i < LastSuccesses.BOUNDS.size()
              ? seconds(LastSuccesses.BOUNDS.get(i))
              : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, systems.byAge().get(i));
    }
    return HistogramSnapshot.builder()
        .gaugeHistogram(true)
        .name("coffer_systems_last_success_age_seconds")
        .help("Active systems by the age of their newest backup")
        .dataPoint(
            HistogramDataPointSnapshot.builder().classicHistogramBuckets(buckets.build()).build())
        .build();
  }

  private static GaugeSnapshot byDrive(
      String name, String help, Facts facts, ToDoubleFunction<DriveFacts> value) {
    GaugeSnapshot.Builder drives = gauge(name, help);
    facts
        .drives()
        .forEach(
            drive -> drives.dataPoint(point(value.applyAsDouble(drive), "drive", drive.label())));
    return drives.build();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static GaugeSnapshot single(String name, String help, long value) {
    return gauge(name, help).dataPoint(count(value)).build();
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private static GaugeDataPointSnapshot count(long value, String... labels) {
    return point((double) value, labels);
  }

  private static GaugeDataPointSnapshot point(double value, String... labels) {
    return GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build();
  }
}
