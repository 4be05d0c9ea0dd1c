package dev.coffer.boot;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.access.OperatorLogins;
import dev.coffer.adapter.http.admin.AdminApi;
import dev.coffer.adapter.http.appliance.ApplianceApi;
import dev.coffer.adapter.http.docs.DocsApi;
import dev.coffer.adapter.http.listen.ListenAddress;
import dev.coffer.adapter.http.listen.ListenAddress.CannotListenException;
import dev.coffer.adapter.http.monitoring.MonitoringApi;
import dev.coffer.adapter.http.operator.OperatorApi;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.server.HttpConfig;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RequestObserver;
import dev.coffer.adapter.http.tls.ReloadingTls;
import dev.coffer.application.Identifiers;
import dev.coffer.application.Ticker;
import dev.coffer.application.UserError;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.boot.config.AdminConfig;
import dev.coffer.boot.config.ServerConfig;
import dev.coffer.boot.metrics.Metrics;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Starts what listens, each with the routes that are asked there. */
record Listeners(
    ServerConfig config,
    VaultUseCases useCases,
    Identifiers identifiers,
    BooleanSupplier ready,
    HttpErrors errors) {

  /**
   * Of the admin listener: a few who look, whatever the main one is busy with. Each costs a
   * descriptor.
   */
  private static final int ADMIN_CONNECTIONS = 64;

  Listeners(
      ServerConfig config, VaultUseCases useCases, Identifiers identifiers, BooleanSupplier ready) {
    this(
        config,
        useCases,
        identifiers,
        ready,
        AdminApi.wording(OperatorApi.wording(HttpErrors.standard(), MonitoringApi.HEALTH)));
  }

  /**
   * For appliances and operators.
   *
   * @param applianceBackups those of the use cases, or what observes them
   */
  HttpServer main(Ticker ticker, ApplianceBackups applianceBackups, RequestObserver observer) {
    var throttle =
        new FailureThrottle(
            ticker, config.proxies(), useCases.liveSecrets(), identifiers.nextSecretBytes());
    var operators = new OperatorLogins(useCases.recogniseOperator(), throttle);
    return listening(
        "server.host",
        "server.port",
        () ->
            HttpServer.start(
                new HttpConfig(
                    config.host(), config.port(), config.tls(), config.proxies(), config.limits()),
                errors,
                this::requestId,
                observer,
                ApplianceApi.routes(useCases.recogniseSystem(), applianceBackups, errors, throttle)
                    .andThen(
                        OperatorApi.fleet(
                            operators,
                            useCases.fleet(),
                            useCases.downloads(),
                            useCases.links(),
                            config.publicUrl(),
                            errors))
                    .andThen(
                        OperatorApi.systems(
                            operators,
                            useCases.systemBackups(),
                            useCases.deletions(),
                            useCases.fleet(),
                            useCases.links(),
                            config.publicUrl(),
                            errors))
                    .andThen(MonitoringApi.health(useCases.health(), BuildFacts.read(), errors))
                    .andThen(AdminApi.routes(adminApi(operators), errors))
                    .andThen(MonitoringApi.routes(ready, errors))
                    .andThen(DocsApi.routes(errors))));
  }

  /** For those who run the vault; a main listener that is over its limits refuses nothing here. */
  HttpServer admin(AdminConfig admin, Metrics metrics) {
    return listening(
        "server.admin-host",
        "server.admin-port",
        () ->
            HttpServer.start(
                new HttpConfig(
                    admin.host(),
                    admin.port(),
                    config.tls(),
                    config.proxies(),
                    config.limits().withAtMost(ADMIN_CONNECTIONS)),
                errors,
                this::requestId,
                MonitoringApi.routes(ready, errors)
                    .andThen(MonitoringApi.metrics(metrics::text, errors))
                    .andThen(MonitoringApi.health(useCases.health(), BuildFacts.read(), errors))));
  }

  /**
   * Before anything else is started: a first start that ends here has made no vault yet, and can be
   * repeated.
   */
  static void requireUsable(ServerConfig config) {
    tlsProblem(config)
        .ifPresent(problem -> {
          throw new UserError(problem);
        });
    listening(
        "server.host",
        "server.port",
        () -> new ListenAddress(config.host(), config.port()).requireFree());
    config
        .admin()
        .ifPresent(admin ->
            listening(
                "server.admin-host",
                "server.admin-port",
                () -> new ListenAddress(admin.host(), admin.port()).requireFree()));
  }

  /** Why the configured certificate and key cannot be used, with the name of the settings. */
  static Optional<String> tlsProblem(ServerConfig config) {
    return config.tls().flatMap(ReloadingTls::problem).map("server.tls: "::concat);
  }

  private static void listening(String hostKey, String portKey, Runnable trial) {
    listening(
        hostKey,
        portKey,
        () -> {
          trial.run();
          return true;
        });
  }

  /** Names the key in whose value the reason lies. */
  private static <T> T listening(String hostKey, String portKey, Supplier<T> start) {
    try {
      return start.get();
    } catch (CannotListenException e) {
      throw new UserError("%s: %s".formatted(e.isPort() ? portKey : hostKey, e.getMessage()));
    }
  }

  private String requestId() {
    return identifiers.nextUuid().toString();
  }

  private AdminApi.UseCases adminApi(OperatorLogins operators) {
    return new AdminApi.UseCases(
        operators,
        useCases.organizations(),
        useCases.systems(),
        useCases.systemCredentials(),
        useCases.apiKeys(),
        useCases.usage(),
        useCases.auditEvents(),
        useCases.drives(),
        useCases.deletions(),
        useCases.erasures(),
        useCases.retention());
  }
}
