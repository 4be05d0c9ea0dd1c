package dev.coffer.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.RequestCaller;
import dev.coffer.adapter.http.monitoring.BuildInfo;
import dev.coffer.adapter.http.server.RequestObserver.Served;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.Drives;
import dev.coffer.domain.backup.Drive;
import dev.coffer.testkit.drives.FailingBlobStore;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.Tenant;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an instance tells of a vault in memory. */
class MetricsTest {

  private static final List<String> OF_THE_WHOLE_VAULT =
      List.of(
          "coffer_copies",
          "coffer_facts_age_seconds",
          "coffer_copies_oldest_pending_seconds",
          "coffer_scrub_overdue_seconds",
          "coffer_systems_last_success_age_seconds",
          "coffer_systems_without_success",
          "coffer_uploads_under_way",
          "coffer_uploads_failed_last_day",
          "coffer_backups_damaged",
          "coffer_used_bytes",
          "coffer_usage_drift_bytes");

  private final ManualTicker ticker = new ManualTicker();
  private final AtomicBoolean away = new AtomicBoolean();
  private final IndexPorts index = new InMemoryIndex(InstantSource.system()).ports();
  private final Drive main = index.drives().known("main", "memory", UUID.randomUUID()).drive();
  private final Drive archive =
      index.drives().known("archive", "memory", UUID.randomUUID()).drive();
  private final Metrics metrics = new Metrics();
  private final VaultUseCases vault =
      TestVault.useCases(
          index, metrics.counting(new Drives(List.of(mounted(main), mounted(archive)))), ticker);

  private Drives.Mounted mounted(Drive drive) {
    return new Drives.Mounted(
        drive,
        FailingBlobStore.downWhile(
            InMemoryBlobStore.initialised(drive.id()),
            () -> drive.label().equals("archive") && away.get()));
  }

  @BeforeEach
  void show() {
    index.drives().arrange(List.of(main.id(), archive.id()));
    metrics.show(new VaultGauges(vault, new BuildInfo("1.2.3", "abc", "today")));
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  private Exposition exposition() {
    return Exposition.of(metrics.text());
  }

  private void pass() {
    vault.jobs().stream()
        .filter(job -> job.name().startsWith("health-"))
        .forEach(job -> job.work().run());
    vault.run("count-figures");
    vault.run("count-finished");
  }

  @Test
  void whatWasCountedIsToldByDriveAndStatusAndAge() {
    Tenant.register(index);
    Tenant tenant = Tenant.register(index);
    new Tenant(index, tenant.organization(), tenant.caller(), tenant.hmac(), main.id()).store(10);

    pass();
    ticker.advance(Duration.ofMillis(1500));
    Exposition told = exposition();

    assertThat(told.value("coffer_copies{drive=\"main\",status=\"finished\"}")).isEqualTo(1);
    assertThat(told.value("coffer_copies{drive=\"archive\",status=\"pending\"}")).isEqualTo(1);
    assertThat(told.value("coffer_copies{drive=\"archive\",status=\"failed\"}")).isZero();
    assertThat(told.value("coffer_systems_without_success")).isEqualTo(1);
    assertThat(told.value("coffer_systems_last_success_age_seconds_bucket{le=\"3600.0\"}"))
        .isEqualTo(1);
    assertThat(told.value("coffer_systems_last_success_age_seconds_bucket{le=\"+Inf\"}"))
        .isEqualTo(1);
    assertThat(told.value("coffer_used_bytes")).isEqualTo(10);
    assertThat(told.value("coffer_facts_age_seconds{facts=\"all\"}")).isEqualTo(1.5);
    assertThat(told.value("coffer_build_info{commit=\"abc\",version=\"1.2.3\"}")).isEqualTo(1);
    assertThat(told.metrics().keySet()).containsAll(OF_THE_WHOLE_VAULT);
  }

  @Test
  void anIndexThatIsDownLeavesOutWhatWasCountedAndSaysSo() {
    pass();
    assertThat(exposition().value("coffer_index_up")).isEqualTo(1);

    ticker.advance(Duration.ofSeconds(11));
    Exposition told = exposition();

    assertThat(told.value("coffer_index_up")).isZero();
    assertThat(told.series()).doesNotContainAnyElementsOf(OF_THE_WHOLE_VAULT);
    assertThat(told.series()).contains("coffer_transfers", "jvm_memory_used_bytes");
  }

  @Test
  void organizationsWhoseRetentionIsHaltedAreCounted() {
    pass();
    assertThat(exposition().value("coffer_retention_halted_organizations")).isZero();

    index.retention().halt(Tenant.register(index).organization().id(), "a reason");
    pass();

    assertThat(exposition().value("coffer_retention_halted_organizations")).isEqualTo(1);
    assertThat(exposition().value("coffer_removals_halted")).isZero();
  }

  @Test
  void aDriveThatDoesNotAnswerIsDownAndItsFailuresAreCounted() {
    away.set(true);

    pass();
    Exposition told = exposition();

    assertThat(told.value("coffer_drive_up{drive=\"main\"}")).isEqualTo(1);
    assertThat(told.value("coffer_drive_up{drive=\"archive\"}")).isZero();
    assertThat(told.value("coffer_drive_failures_total{drive=\"archive\",reason=\"unavailable\"}"))
        .isEqualTo(1);
  }

  @Test
  void requestsAreToldByMethodRouteAndClassOfStatus() {
    for (int status : new int[] {200, 204, 401, 503, Served.BROKEN}) {
      metrics
          .requests()
          .served(
              new Served(
                  "GET",
                  "/api/backups/{id}",
                  status,
                  RequestCaller.ANONYMOUS,
                  Duration.ofMillis(500)));
    }
    Exposition told = exposition();

    String labels = "{method=\"GET\",route=\"/api/backups/{id}\",status=\"%s\"}";
    assertThat(told.value("coffer_http_requests_seconds_count" + labels.formatted("2xx")))
        .isEqualTo(2);
    assertThat(told.value("coffer_http_requests_seconds_sum" + labels.formatted("2xx")))
        .isEqualTo(1);
    for (String once : new String[] {"4xx", "5xx", "broken"}) {
      assertThat(told.value("coffer_http_requests_seconds_count" + labels.formatted(once)))
          .isEqualTo(1);
    }
  }

  @Test
  void transfersAreToldWithHowManyAreTaken() {
    Exposition told = exposition();

    assertThat(told.value("coffer_transfers{kind=\"upload\"}")).isZero();
    assertThat(told.value("coffer_transfers_limit{kind=\"upload\"}")).isEqualTo(64);
    assertThat(told.value("coffer_transfers_limit{kind=\"download\"}")).isEqualTo(128);
  }
}
