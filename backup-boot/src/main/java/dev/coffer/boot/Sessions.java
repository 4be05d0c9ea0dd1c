package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.adapter.postgres.PostgresIndex;
import dev.coffer.application.Durations;
import dev.coffer.application.Identifiers;
import dev.coffer.application.IndexPorts;
import dev.coffer.application.UserError;
import dev.coffer.application.VaultUseCases;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.audit.AuditEventsService;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.CopiesService;
import dev.coffer.application.deletion.DeletionService;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.ErasureService;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveAdministrationService;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.retention.RetentionPolicyService;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.ApiKeysService;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.OrganizationsService;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.SystemCredentialsService;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.tenancy.SystemsService;
import dev.coffer.application.usage.Usage;
import dev.coffer.application.usage.UsageService;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.IndexConfig;
import dev.coffer.boot.config.VaultConfig;
import dev.coffer.domain.access.Authority;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens the index for one command, whether or not a server is running. */
final class Sessions {

  private final Identifiers identifiers;
  private final Clock clock;
  private final Durations durations;

  Sessions(Identifiers identifiers, Clock clock, Durations durations) {
    this.identifiers = identifiers;
    this.clock = clock;
    this.durations = durations;
  }

  /** An erasure opens the drives when it needs them. */
  AdministrationSession open(VaultConfig config, ExternalDrives externalDrives) {
    RunningIndex running = RunningIndex.forCommand(config, identifiers, clock);
    try {
      PostgresIndex index = PostgresIndex.open(running.connection());
      IndexPorts ports = index.ports();
      return new Session(
          ports,
          identifiers,
          new Secrets(running.keyring()),
          new RetentionPolicyService(ports.retention(), config.retention()),
          new DeletionService(ports.deletions(), config.deletionGrace()),
          new ErasureService(
              ports.erasures(),
              () -> drives(config, externalDrives, ports),
              ports.drives().vaultId(),
              running.keyring()),
          new DriveAdministrationService(
              ports.drives(), () -> mounted(config, externalDrives, ports)),
          running,
          index);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  /** The first fetch opens the drives. */
  FleetSession fleet(VaultConfig config, ExternalDrives externalDrives) {
    RunningIndex running = RunningIndex.forCommand(config, identifiers, clock);
    try {
      PostgresIndex index = PostgresIndex.open(running.connection());
      return new LocalFleet(
          VaultUseCases.fleet(index.ports()),
          VaultUseCases.downloads(
              index.ports(),
              () -> drives(config, externalDrives, index.ports()),
              running.keyring()),
          running,
          index);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  private Drives drives(VaultConfig config, ExternalDrives externalDrives, IndexPorts index) {
    List<Drives.Mounted> mounted = mounted(config, externalDrives, index);
    if (mounted.isEmpty()) {
      throw new UserError("none of the configured drives was ever used by this vault");
    }
    return new Drives(mounted);
  }

  /** The drives that the vault has used; one that is new in the configuration is still empty. */
  private List<Drives.Mounted> mounted(
      VaultConfig config, ExternalDrives externalDrives, IndexPorts index) {
    List<DriveAdministration.Row> known = index.drives().drives();
    var configured = new ConfiguredDrives(externalDrives, index, clock, durations);
    List<Drives.Mounted> mounted = new ArrayList<>();
    for (DriveConfig drive : config.drives()) {
      known.stream()
          .map(DriveAdministration.Row::drive)
          .filter(used -> used.label().equals(drive.label()))
          .map(used -> new Drives.Mounted(used, configured.store(drive, used.id())))
          .forEach(mounted::add);
    }
    return mounted;
  }

  private record LocalFleet(
      Fleet fleet, Downloads downloads, RunningIndex running, PostgresIndex index)
      implements FleetSession {

    @Override
    public Authority authority() {
      return Authority.atCommandLine(user());
    }

    @Override
    public void close() {
      try (running) {
        index.close();
      }
    }
  }

  /** Returns how many migrations were applied. */
  int migrate(VaultConfig config) {
    try (RunningIndex running = RunningIndex.forCommand(config, identifiers, clock)) {
      return PostgresIndex.migrate(running.connection());
    }
  }

  private record Session(
      IndexPorts ports,
      Identifiers identifiers,
      Secrets secrets,
      RetentionPolicies retention,
      Deletions deletions,
      Erasures erasures,
      DriveAdministration drives,
      RunningIndex running,
      PostgresIndex index)
      implements AdministrationSession {

    @Override
    public Organizations organizations() {
      return new OrganizationsService(ports.organizations(), identifiers);
    }

    @Override
    public Systems systems() {
      return new SystemsService(ports.systems(), ports.organizations(), identifiers, secrets);
    }

    @Override
    public SystemCredentials systemCredentials() {
      return new SystemCredentialsService(ports.credentials(), identifiers, secrets);
    }

    @Override
    public ApiKeys apiKeys() {
      return new ApiKeysService(ports.apiKeys(), ports.organizations(), identifiers, secrets);
    }

    @Override
    public Usage usage() {
      return new UsageService(
          organizations(), systems(), ports.usage(), Durations.Uploads.DEFAULT.lease());
    }

    @Override
    public AuditEvents auditEvents() {
      return new AuditEventsService(ports.audit());
    }

    @Override
    public Copies copies() {
      return new CopiesService(
          ports.copies(), ports.drives(), ports.systems(), ports.callers()::now);
    }

    @Override
    public Authority authority() {
      return Authority.atCommandLine(user());
    }

    @Override
    public void close() {
      try (running) {
        index.close();
      }
    }
  }

  /** How to reach the index with other tools; empty when nothing runs it. */
  Optional<IndexAccess> find(VaultConfig config) {
    return switch (config.index()) {
      case IndexConfig.External(var url, var user, _, _) ->
          Optional.of(new IndexAccess(url, user, Optional.empty(), psql(url, user)));
      case IndexConfig.Embedded() ->
          RunningIndex.embeddedOf(config)
              .map(running ->
                  new IndexAccess(
                      running.jdbcUrl(),
                      running.user(),
                      Optional.of(running.passwordFile()),
                      running.psqlCommand()));
    };
  }

  /** Without the driver's own parameters: psql does not know most of them. */
  private static String psql(String jdbcUrl, String user) {
    String url = jdbcUrl.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "");
    return "psql -U '%s' '%s'".formatted(user, url);
  }
}
