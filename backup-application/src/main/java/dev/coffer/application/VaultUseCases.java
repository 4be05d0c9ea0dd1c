package dev.coffer.application;

import dev.coffer.application.access.CredentialUses;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.LiveSecrets;
import dev.coffer.application.access.LiveSecretsService;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.access.RecogniseOperatorService;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.access.RecogniseSystemService;
import dev.coffer.application.access.Secrets;
import dev.coffer.application.audit.AuditEvents;
import dev.coffer.application.audit.AuditEventsService;
import dev.coffer.application.audit.RequestCountsService;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.FleetService;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.copies.Copies;
import dev.coffer.application.copies.CopiesService;
import dev.coffer.application.deletion.DeletionService;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.ErasureService;
import dev.coffer.application.deletion.Erasures;
import dev.coffer.application.download.BlockKeys;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.download.DownloadsService;
import dev.coffer.application.download.Links;
import dev.coffer.application.download.LinksService;
import dev.coffer.application.download.PermittedDownloads;
import dev.coffer.application.drives.DriveAdministration;
import dev.coffer.application.drives.DriveAdministrationService;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.Shares;
import dev.coffer.application.monitoring.Figures;
import dev.coffer.application.monitoring.FiguresService;
import dev.coffer.application.monitoring.Health;
import dev.coffer.application.monitoring.HealthService;
import dev.coffer.application.monitoring.Readiness;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.retention.RetentionPolicyService;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.ApiKeysService;
import dev.coffer.application.tenancy.InitialiseVault;
import dev.coffer.application.tenancy.InitialiseVaultService;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.OrganizationsService;
import dev.coffer.application.tenancy.SystemCredentials;
import dev.coffer.application.tenancy.SystemCredentialsService;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.tenancy.SystemsService;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.ApplianceBackupsService;
import dev.coffer.application.upload.Leases;
import dev.coffer.application.upload.ListBackupsService;
import dev.coffer.application.upload.ManifestFormat;
import dev.coffer.application.upload.StoreBackupService;
import dev.coffer.application.upload.UploadShares;
import dev.coffer.application.upload.UploadSteps;
import dev.coffer.application.usage.Usage;
import dev.coffer.application.usage.UsageService;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything the vault can do.
 *
 * @param jobs background work that every instance runs
 * @param monitoringJobs further background work of an instance whose metrics are read
 */
public record VaultUseCases(
    RecogniseSystem recogniseSystem,
    RecogniseOperator recogniseOperator,
    LiveSecrets liveSecrets,
    ApplianceBackups applianceBackups,
    Fleet fleet,
    SystemBackups systemBackups,
    Downloads downloads,
    Links links,
    InitialiseVault initialiseVault,
    Organizations organizations,
    Systems systems,
    SystemCredentials systemCredentials,
    ApiKeys apiKeys,
    Usage usage,
    AuditEvents auditEvents,
    RequestCountsService requestCounts,
    DriveAdministration drives,
    Copies copies,
    RetentionPolicies retention,
    Deletions deletions,
    Erasures erasures,
    Health health,
    Readiness readiness,
    Figures figures,
    List<Job> jobs,
    List<Job> monitoringJobs) {

  /** The job that compares the index's clock with the time that has passed. */
  public static final String WATCH_CLOCK = "watch-clock";

  /** The job that recovers the uploads of a process that died. */
  public static final String RECOVER_UPLOADS = "recover-uploads";

  /** Reads which secrets there are, so that right ones are known before the first login. */
  public static final String READ_SECRETS = "read-secrets";

  /**
   * Runs one pass of a job now, even if it is not due.
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

  /** Wires the use cases. */
  public static VaultUseCases create(
      IndexPorts index,
      Drives drives,
      Identifiers identifiers,
      Ticker ticker,
      Keyring keyring,
      VaultSettings settings,
      Durations durations) {
    var secrets = new Secrets(keyring);
    var uses = new CredentialUses(index.callers());
    var liveSecrets = new LiveSecretsService(index.callers(), secrets, ticker);
    var leases = new Leases(index.uploads()::renew, ticker, durations.uploads());
    var blockKeys = new BlockKeys(keyring);
    var reader = new CopyReader(index.backups(), drives, blockKeys);
    var steps =
        new UploadSteps(
            index.uploads(),
            drives,
            new ManifestFormat(keyring),
            blockKeys,
            index.drives().vaultId(),
            ticker,
            durations);
    var uploadShares = new Shares(settings.transfers().uploads());
    var downloadShares = new Shares(settings.transfers().downloads());
    var downloads = new PermittedDownloads(() -> reader, downloadShares);
    var health =
        new HealthService(
            index.backups(),
            index.retention(),
            drives,
            identifiers,
            ticker,
            durations.monitoring().healthAge());
    var figures =
        new FiguresService(
            index.facts(),
            health,
            () ->
                new Figures.Transfers(
                    uploadShares.inUse(),
                    uploadShares.limits().all(),
                    downloadShares.inUse(),
                    downloadShares.limits().all()),
            ticker,
            durations.monitoring());
    var organizations = new OrganizationsService(index.organizations(), identifiers);
    var systems = new SystemsService(index.systems(), index.organizations(), identifiers, secrets);
    var deletions = new DeletionService(index.deletions(), settings.deletionGrace());
    var erasures =
        new ErasureService(index.erasures(), () -> drives, index.drives().vaultId(), keyring);
    var storing =
        new StoreBackupService(
            index.uploads(),
            drives,
            identifiers,
            leases,
            steps,
            new UploadShares(uploadShares, new Shares(settings.transfers().outstandingBytes())),
            settings.uploads(),
            durations.uploads().lease());
    var requestCounts = new RequestCountsService(index.audit());
    var jobs = new VaultJobs(index, drives, ticker, settings, durations);
    return new VaultUseCases(
        new RecogniseSystemService(index.callers(), secrets, uses),
        new RecogniseOperatorService(index.callers(), secrets, uses),
        liveSecrets,
        new ApplianceBackupsService(
            index.backups(),
            new ListBackupsService(index.backups(), secrets, uses),
            storing,
            downloads,
            deletions),
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
            durations.linkLifetime()),
        new InitialiseVaultService(organizations, systems, index.apiKeys(), identifiers, secrets),
        organizations,
        systems,
        new SystemCredentialsService(index.credentials(), identifiers, secrets),
        new ApiKeysService(index.apiKeys(), index.organizations(), identifiers, secrets),
        new UsageService(organizations, systems, index.usage(), durations.uploads().lease()),
        new AuditEventsService(index.audit()),
        requestCounts,
        new DriveAdministrationService(index.drives(), drives::mounted),
        new CopiesService(index.copies(), index.drives(), index.systems(), index.callers()::now),
        new RetentionPolicyService(index.retention(), settings.retention()),
        deletions,
        erasures,
        health,
        health,
        figures,
        Stream.of(
                jobs.uploads(leases, steps),
                jobs.copies(reader, keyring),
                jobs.tenants(uses, liveSecrets, erasures, identifiers, keyring),
                jobs.audit(requestCounts),
                jobs.health(health.checks()))
            .flatMap(List::stream)
            .toList(),
        jobs.figures(figures));
  }

  /**
   * The listing for tools that run on the vault's machine, whether or not the server is running.
   */
  public static Fleet fleet(IndexPorts index) {
    return new FleetService(index.fleet(), index.copies()::retry);
  }

  /**
   * The download use case for a tool that fetches one backup on the vault's machine.
   *
   * @param drives opened when the first content is opened
   */
  public static Downloads downloads(IndexPorts index, Supplier<Drives> drives, Keyring keyring) {
    return new DownloadsService(
        index.fleet(),
        index.audit(),
        new PermittedDownloads(
            () -> new CopyReader(index.backups(), drives.get(), new BlockKeys(keyring)),
            new Shares(Shares.Limits.NONE)));
  }
}
