package dev.coffer.application;

import dev.coffer.application.access.CredentialUses;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.access.RecogniseOperatorService;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.access.RecogniseSystemService;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.audit.BrowseAudit;
import dev.coffer.application.audit.BrowseAuditService;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.FleetService;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.CopiesService;
import dev.coffer.application.deletion.DeleteBackupService;
import dev.coffer.application.deletion.DeleteOfSystem;
import dev.coffer.application.deletion.DeleteOfSystemService;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.download.DownloadsService;
import dev.coffer.application.download.Links;
import dev.coffer.application.download.LinksService;
import dev.coffer.application.download.PermittedDownloads;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveAdministrationService;
import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.Permits;
import dev.coffer.application.monitoring.Figures;
import dev.coffer.application.monitoring.FiguresService;
import dev.coffer.application.monitoring.Health;
import dev.coffer.application.monitoring.HealthService;
import dev.coffer.application.retention.AcceptRetention;
import dev.coffer.application.retention.AssignRetention;
import dev.coffer.application.retention.PolicyService;
import dev.coffer.application.retention.PreviewRetention;
import dev.coffer.application.retention.RetentionPolicyService;
import dev.coffer.application.retention.ShowRetention;
import dev.coffer.application.retention.TenantPolicies;
import dev.coffer.application.tenancy.AddApiKey;
import dev.coffer.application.tenancy.AddCredential;
import dev.coffer.application.tenancy.ApiKeyService;
import dev.coffer.application.tenancy.BrowseOrganizations;
import dev.coffer.application.tenancy.BrowseSystems;
import dev.coffer.application.tenancy.ChangeOrganization;
import dev.coffer.application.tenancy.ChangeSystem;
import dev.coffer.application.tenancy.ChangeSystemState;
import dev.coffer.application.tenancy.CredentialRegistry;
import dev.coffer.application.tenancy.CredentialService;
import dev.coffer.application.tenancy.EndApiKey;
import dev.coffer.application.tenancy.ImportSystems;
import dev.coffer.application.tenancy.InitialiseVault;
import dev.coffer.application.tenancy.ListApiKeys;
import dev.coffer.application.tenancy.ListCredentials;
import dev.coffer.application.tenancy.ListOrganizations;
import dev.coffer.application.tenancy.ListSystems;
import dev.coffer.application.tenancy.RegisterOrganization;
import dev.coffer.application.tenancy.RegisterSystem;
import dev.coffer.application.tenancy.RegistrationService;
import dev.coffer.application.tenancy.Registry;
import dev.coffer.application.tenancy.RevokeApiKey;
import dev.coffer.application.tenancy.RevokeCredential;
import dev.coffer.application.tenancy.RotateSecret;
import dev.coffer.application.tenancy.ShowOrganization;
import dev.coffer.application.tenancy.ShowSystem;
import dev.coffer.application.tenancy.TenantService;
import dev.coffer.application.tenancy.Tenants;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.ApplianceBackupsService;
import dev.coffer.application.upload.Leases;
import dev.coffer.application.upload.ListBackupsService;
import dev.coffer.application.upload.ManifestFormat;
import dev.coffer.application.upload.StoreBackupService;
import dev.coffer.application.upload.UploadSteps;
import dev.coffer.application.usage.ShowUsage;
import dev.coffer.application.usage.UsageService;
import dev.coffer.domain.retention.RetentionPolicy;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything the vault can do.
 *
 * @param jobs work that every instance repeats
 * @param monitoringJobs the same, for an instance whose metrics are read
 */
public record VaultUseCases(
    RecogniseSystem recogniseSystem,
    RecogniseOperator recogniseOperator,
    ApplianceBackups applianceBackups,
    Fleet fleet,
    SystemBackups systemBackups,
    Downloads downloads,
    Links links,
    DeleteOfSystem deleteOfSystem,
    Administration administration,
    Custody custody,
    Health health,
    Figures figures,
    List<Job> jobs,
    List<Job> monitoringJobs) {

  private static final int NO_LIMIT = 0;

  /** Recovers the uploads of a process that died. */
  public static final String RECOVER_UPLOADS = "recover-uploads";

  /**
   * Runs one pass of a job now, whenever it is due.
   *
   * @param job its name
   */
  public void run(String job) {
    Stream.concat(jobs.stream(), monitoringJobs.stream())
        .filter(known -> known.name().equals(job))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("job: \"%s\" (unknown)".formatted(job)))
        .work()
        .run();
  }

  /** What an operator does to tenants, systems, keys and drives. */
  public record Administration(
      InitialiseVault initialiseVault,
      RegisterOrganization registerOrganization,
      ListOrganizations listOrganizations,
      RegisterSystem registerSystem,
      ListSystems listSystems,
      ChangeSystemState changeSystemState,
      RotateSecret rotateSecret,
      AddApiKey addApiKey,
      ListApiKeys listApiKeys,
      RevokeApiKey revokeApiKey,
      DriveAdministration drives,
      Copies copies,
      Retaining retaining,
      Tenancy tenancy) {}

  /** What somebody who answers for tenants asks and changes, within reach. */
  public record Tenancy(
      BrowseOrganizations browseOrganizations,
      ShowOrganization showOrganization,
      ChangeOrganization changeOrganization,
      BrowseSystems browseSystems,
      ShowSystem showSystem,
      ChangeSystem changeSystem,
      ImportSystems importSystems,
      ListCredentials listCredentials,
      AddCredential addCredential,
      RevokeCredential revokeCredential,
      EndApiKey endApiKey,
      BrowseAudit browseAudit,
      ShowUsage showUsage,
      TenantPolicies tenantPolicies) {}

  /** What an operator does about retention. */
  public record Retaining(
      ShowRetention show,
      PreviewRetention preview,
      AssignRetention assign,
      AcceptRetention accept) {}

  /** Puts the use cases together. */
  public static VaultUseCases create(
      IndexPorts index,
      Drives drives,
      Identifiers identifiers,
      Ticker ticker,
      Keyring keyring,
      VaultSettings settings,
      Schedule schedule) {
    var secrets = new Secrets(keyring);
    var uses = new CredentialUses(index.callers());
    var leases = new Leases(index.uploads()::renew, ticker, schedule.uploads());
    var reader = new CopyReader(index.backups(), drives);
    var steps =
        new UploadSteps(
            index.uploads(),
            drives,
            new ManifestFormat(keyring),
            index.drives().vaultId(),
            ticker,
            schedule);
    var uploadPermits = new Permits(settings.transfers().uploads());
    var downloadPermits = new Permits(settings.transfers().downloads());
    var downloads = new PermittedDownloads(() -> reader, downloadPermits);
    var health =
        new HealthService(index.callers(), drives, ticker, schedule.monitoring().healthAge());
    var figures =
        new FiguresService(
            index.facts(),
            health,
            () ->
                new Figures.Transfers(
                    uploadPermits.inUse(),
                    uploadPermits.most(),
                    downloadPermits.inUse(),
                    downloadPermits.most()),
            ticker,
            schedule.monitoring());
    var storing =
        new StoreBackupService(
            index.uploads(),
            drives,
            identifiers,
            leases,
            steps,
            uploadPermits,
            settings.uploads(),
            schedule.uploads().lease());
    var jobs = new VaultJobs(index, drives, ticker, settings, schedule);
    return new VaultUseCases(
        new RecogniseSystemService(index.callers(), secrets, uses),
        new RecogniseOperatorService(index.callers(), secrets),
        new ApplianceBackupsService(
            index.backups(),
            new ListBackupsService(index.backups(), secrets, uses),
            storing,
            downloads,
            new DeleteBackupService(index.backups(), settings.deletionGrace())),
        fleet(index),
        index.fleet()::system,
        new DownloadsService(index.fleet(), index.audit(), downloads),
        new LinksService(
            index.fleet(),
            index.callers(),
            index.audit(),
            drives,
            secrets,
            downloads,
            schedule.linkLifetime()),
        new DeleteOfSystemService(index.fleet(), index.backups(), settings.deletionGrace()),
        administration(index, identifiers, keyring, settings.retention()),
        Custody.of(index, () -> drives, keyring, settings.deletionGrace()),
        health,
        figures,
        Stream.of(
                jobs.uploads(leases, steps),
                jobs.copies(reader, keyring),
                jobs.tenants(uses, identifiers, keyring),
                jobs.health(health.checks()))
            .flatMap(List::stream)
            .toList(),
        jobs.figures(figures));
  }

  /** For tools that run on the vault's machine, with or without the server. */
  public static Fleet fleet(IndexPorts index) {
    return new FleetService(index.fleet(), index.copies()::retry);
  }

  /**
   * For a tool that fetches one thing, on the vault's machine.
   *
   * @param drives asked when the first content is opened
   */
  public static Downloads downloads(IndexPorts index, Supplier<Drives> drives) {
    return new DownloadsService(
        index.fleet(),
        index.audit(),
        new PermittedDownloads(
            () -> new CopyReader(index.backups(), drives.get()), new Permits(NO_LIMIT)));
  }

  /**
   * The part that needs no drive, for tools that run beside the server.
   *
   * @param ofVault the policy of whoever has none of its own
   */
  public static Administration administration(
      IndexPorts index, Identifiers identifiers, Keyring keyring, RetentionPolicy ofVault) {
    Registry registry = index.registry();
    DriveRegistry drives = index.drives();
    var secrets = new Secrets(keyring);
    var registration = new RegistrationService(registry, identifiers, secrets);
    var keys = new ApiKeyService(registry, identifiers, secrets);
    var policies = new RetentionPolicyService(index.retention(), index.tenants(), ofVault);
    return new Administration(
        registration,
        registration,
        registry::organizations,
        registration,
        registry::systems,
        registry::changeState,
        registration,
        keys,
        registry::apiKeys,
        keys,
        new DriveAdministrationService(drives),
        new CopiesService(index.copies(), drives, index.tenants(), index.callers()::now),
        new Retaining(policies, policies, policies, index.retention()::accept),
        tenancy(
            index,
            registration,
            new CredentialService(index.credentials(), identifiers, secrets),
            keys));
  }

  private static Tenancy tenancy(
      IndexPorts index,
      RegisterSystem registerSystem,
      AddCredential addCredential,
      EndApiKey endApiKey) {
    Tenants tenants = index.tenants();
    CredentialRegistry credentials = index.credentials();
    var service = new TenantService(tenants, registerSystem);
    return new Tenancy(
        service,
        tenants::organization,
        tenants::change,
        service,
        tenants::system,
        tenants::change,
        service,
        credentials::credentials,
        addCredential,
        credentials::revoke,
        endApiKey,
        new BrowseAuditService(index.audit()),
        new UsageService(service, service, tenants),
        new PolicyService(tenants, index.retention()));
  }
}
