package dev.coffer.boot.metrics;

import dev.coffer.adapter.http.server.RequestObserver;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.upload.ApplianceBackups;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The metrics of an instance, for Prometheus. Everything is measured from outside: the application
 * and the adapters know nothing of it. The number of label values is limited: drives, statuses,
 * outcomes and route patterns, but never a system, an organization or an id.
 *
 * <p>Thread-safe.
 */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final JvmGcMetrics collections = new JvmGcMetrics();

  public Metrics() {
    // Concurrent garbage collectors report phases, others do not; one list for all.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("jvm.gc.concurrent"));
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** For meters that a library brings. */
  public MeterRegistry registry() {
    return registry;
  }

  /** The same drives, what goes in and out of them and what fails there counted. */
  public Drives counting(Drives drives) {
    return new Drives(
        drives.mounted().stream()
            .map(mounted ->
                new Drives.Mounted(
                    mounted.drive(),
                    new MeteredBlobStore(mounted.store(), mounted.drive().label(), registry)))
            .toList());
  }

  /** The same use cases, what becomes of each upload counted. */
  public ApplianceBackups counting(ApplianceBackups backups) {
    return new MeteredUploads(backups, registry);
  }

  public RequestObserver requests() {
    return new RequestMeters(registry);
  }

  /** From now on, each scrape includes the current values of {@code gauges}. */
  public void show(VaultGauges gauges) {
    registry.getPrometheusRegistry().register(gauges);
  }

  /** All of it as it is now, in Prometheus's text format. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
