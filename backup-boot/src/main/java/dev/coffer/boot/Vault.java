package dev.coffer.boot;

import dev.coffer.adapter.http.appliance.CountedRequests;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RequestObserver;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.application.Durations;
import dev.coffer.application.Identifiers;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.Ticker;
import dev.coffer.application.UserError;
import dev.coffer.application.VaultSettings;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.tenancy.InitialiseVault;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadSettings;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.boot.metrics.Metrics;
import dev.coffer.boot.metrics.VaultGauges;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * One running instance. Builds all parts by hand, in order, and closes them in reverse.
 * Thread-safe.
 */
final class Vault implements AutoCloseable {

  private static final Ticker TICKER = new SystemTicker();

  private final Parts parts;
  private final List<HttpServer> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private volatile boolean draining;
  private volatile String failure = "";

  /** 0 before it listens. */
  private volatile int port;

  /** 0 where there is none. */
  private int adminPort;

  private Vault(Parts parts) {
    this.parts = parts;
  }

  /**
   * Starts everything; what was started is closed again when a later part fails.
   *
   * @param beforeListening called with the index ready and the port not yet open
   */
  static Vault start(
      VaultConfig config,
      ExternalDrives externalDrives,
      Durations durations,
      Identifiers identifiers,
      Clock clock,
      Consumer<InitialiseVault> beforeListening) {
    var vault =
        new Vault(new Parts(config.server().limits().shutdownGrace(), durations.shutdown()));
    try {
      vault.open(config, externalDrives, durations, identifiers, clock, beforeListening);
      return vault;
    } catch (RuntimeException e) {
      vault.close();
      throw e;
    }
  }

  private void open(
      VaultConfig config,
      ExternalDrives externalDrives,
      Durations durations,
      Identifiers identifiers,
      Clock clock,
      Consumer<InitialiseVault> beforeListening) {
    Listeners.requireUsable(config.server());
    RunningIndex running =
        parts.keep(RunningIndex.open(config, identifiers, clock, reason -> endBecause(reason)));
    PostgresIndex index = parts.keep(PostgresIndex.open(running.connection()));
    IndexPorts ports = index.ports();
    VaultSettings settings = settings(config, identifiers);
    Drives drives =
        new ConfiguredDrives(externalDrives, ports, clock, durations)
            .mount(config.drives(), identifiers);
    Optional<Metrics> metrics = config.server().admin().map(_ -> parts.keep(new Metrics()));
    metrics.ifPresent(meters -> index.meter(meters.registry()));
    VaultUseCases useCases =
        VaultUseCases.create(
            ports,
            metrics.map(meters -> meters.counting(drives)).orElse(drives),
            identifiers,
            TICKER,
            running.keyring(),
            settings,
            durations);
    beforeListening.accept(useCases.initialiseVault());
    useCases.run(VaultUseCases.WATCH_CLOCK);
    if (running.isOurs()) {
      // Nobody else can hold a lease here: those that are there were left by a process that died.
      ports.uploads().expireOthers(settings.uploads().instance());
    }
    useCases.run(VaultUseCases.RECOVER_UPLOADS);
    useCases.run(VaultUseCases.READ_SECRETS);
    // Closed after the listeners and before the index.
    parts.keep(() -> useCases.requestCounts().run());
    var scheduler = parts.keep(new Scheduler(durations.jobs().closeTimeout()));
    useCases.jobs().forEach(scheduler::add);
    metrics.ifPresent(meters -> {
      useCases.monitoringJobs().forEach(scheduler::add);
      meters.show(new VaultGauges(useCases, BuildFacts.read()));
    });
    var wired =
        new Listeners(
            config.server(),
            useCases,
            identifiers,
            () -> port > 0 && !draining && useCases.readiness().canServe());
    // Opened first and so closed last: it reports the shutdown of the other listener.
    config
        .server()
        .admin()
        .ifPresent(
            admin -> adminPort = keepListener(wired.admin(admin, metrics.orElseThrow())).port());
    ApplianceBackups backups = useCases.applianceBackups();
    HttpServer server =
        keepListener(
            wired.main(
                TICKER,
                metrics.map(meters -> meters.counting(backups)).orElse(backups),
                new CountedRequests(useCases.requestCounts())
                    .andThen(metrics.map(Metrics::requests).orElse(RequestObserver.NOBODY))));
    port = server.port();
  }

  private HttpServer keepListener(HttpServer listener) {
    listeners.add(listener);
    return parts.keepServing(listener);
  }

  /** New connections get the certificates that are in the files now. */
  void reloadCertificates() {
    listeners.forEach(HttpServer::reloadCertificates);
  }

  private static VaultSettings settings(VaultConfig config, Identifiers identifiers) {
    return new VaultSettings(
        new UploadSettings(
            ProcessHandle.current().pid() + "-" + identifiers.nextUuid(),
            config.maxUpload(),
            config.allowance()),
        config.transfers(),
        config.copies(),
        config.deletionGrace(),
        config.retention());
  }

  /** Of the main listener: the one that was really taken, also where port 0 was configured. */
  int port() {
    return port;
  }

  /** Of the admin listener; empty where there is none. */
  OptionalInt adminPort() {
    return adminPort > 0 ? OptionalInt.of(adminPort) : OptionalInt.empty();
  }

  /** Ends the instance from within; {@link #awaitEnd} reports the reason. */
  private void endBecause(String reason) {
    if (!draining) {
      failure = reason;
      Thread.ofPlatform().name("end").start(this::close);
    }
  }

  /**
   * Waits until the vault was closed.
   *
   * @throws UserError when it ended on its own, for example with its index
   */
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!failure.isEmpty()) {
      throw new UserError(failure);
    }
  }

  /**
   * Ends it in order: requests in progress may finish. Always returns, whatever hangs: see {@link
   * Parts}. Closing again does nothing.
   */
  @Override
  public synchronized void close() {
    draining = true;
    parts.close();
    ended.countDown();
  }
}
