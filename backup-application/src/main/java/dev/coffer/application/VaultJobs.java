package dev.coffer.application;

import dev.coffer.application.access.CredentialUses;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.LiveSecretsService;
import dev.coffer.application.audit.RequestCounts;
import dev.coffer.application.copies.CopyManifests;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.copies.CopyQueue.JobKind;
import dev.coffer.application.copies.CopySteps;
import dev.coffer.application.copies.MakeCopiesService;
import dev.coffer.application.copies.PlanCopiesService;
import dev.coffer.application.copies.ScrubService;
import dev.coffer.application.deletion.PurgeDeletedService;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.monitoring.FiguresService;
import dev.coffer.application.monitoring.HealthService;
import dev.coffer.application.rebuild.TenantSnapshotFormat;
import dev.coffer.application.rebuild.TenantSnapshotService;
import dev.coffer.application.retention.ClockWatchService;
import dev.coffer.application.retention.RetentionService;
import dev.coffer.application.upload.Leases;
import dev.coffer.application.upload.ManifestFormat;
import dev.coffer.application.upload.RecoverUploadsService;
import dev.coffer.application.upload.UploadSteps;
import dev.coffer.application.usage.UsageAuditService;
import java.util.ArrayList;
import java.util.List;

/** The jobs of an instance with their periods, grouped by capability. */
record VaultJobs(
    IndexPorts index, Drives drives, Ticker ticker, VaultSettings settings, Durations durations) {

  List<Job> uploads(Leases leases, UploadSteps steps) {
    Durations.Jobs periods = durations.jobs();
    String instance = settings.uploads().instance();
    return List.of(
        Job.nowAndEvery(
            periods.watchClock(),
            VaultUseCases.WATCH_CLOCK,
            new ClockWatchService(index.clock(), ticker, durations.retention().clockLimits())),
        Job.every(periods.renewLeases(), "renew-leases", leases),
        Job.every(
            periods.sweep(),
            VaultUseCases.RECOVER_UPLOADS,
            new RecoverUploadsService(
                index.uploads(),
                index.unfinishedUploads(),
                leases,
                steps,
                instance,
                durations.uploads())),
        Job.every(
            periods.sweep(),
            "purge-deleted",
            new PurgeDeletedService(index.purges(), drives, instance, durations.purge())));
  }

  /**
   * One set of jobs for each drive, so that a drive that is down or slow does not delay the others.
   */
  List<Job> copies(CopyReader reader, Keyring keyring) {
    Durations.Jobs periods = durations.jobs();
    CopyQueue queue = index.copies();
    var leases = new Leases(queue::renew, ticker, durations.uploads());
    var manifests =
        new CopyManifests(reader, new ManifestFormat(keyring), index.drives().vaultId());
    var steps = new CopySteps(queue, reader, manifests, ticker, durations.copies().firstScrub());
    List<Job> jobs = new ArrayList<>();
    jobs.add(Job.every(periods.renewLeases(), "renew-copy-leases", leases));
    jobs.add(
        Job.nowAndEvery(periods.planCopies(), "plan-copies", new PlanCopiesService(queue, drives)));
    for (Drives.Mounted drive : drives.mounted()) {
      String label = drive.drive().label();
      jobs.add(
          Job.every(
              periods.copies(), "copies-" + label, making(drive, JobKind.FRESH, steps, leases)));
      jobs.add(
          Job.every(
              periods.copies(),
              "backfill-" + label,
              making(drive, JobKind.BACKFILL, steps, leases)));
      jobs.add(
          Job.every(
              periods.sweep(),
              "scrub-" + label,
              new ScrubService(
                  queue,
                  drive,
                  reader,
                  manifests,
                  ticker,
                  settings.copies().scrubRate(),
                  durations.copies())));
    }
    return jobs;
  }

  private Maintenance making(Drives.Mounted drive, JobKind kind, CopySteps steps, Leases leases) {
    return new MakeCopiesService(
        index.copies(),
        drive,
        kind,
        steps,
        leases,
        settings.copies(),
        settings.uploads().instance(),
        durations);
  }

  List<Job> tenants(
      CredentialUses uses,
      LiveSecretsService liveSecrets,
      Maintenance erasures,
      Identifiers identifiers,
      Keyring keyring) {
    Durations.Jobs periods = durations.jobs();
    List<Job> jobs = new ArrayList<>();
    jobs.add(Job.every(periods.liveSecrets(), VaultUseCases.READ_SECRETS, liveSecrets));
    jobs.add(Job.every(periods.credentialUses(), "credential-uses", uses));
    jobs.add(
        Job.every(
            periods.sweep(),
            "retention",
            new RetentionService(index.retention(), settings.retention(), durations.retention())));
    jobs.add(Job.every(periods.sweep(), "erasures", erasures));
    jobs.add(
        Job.every(
            periods.usage(),
            "usage",
            new UsageAuditService(index.usage(), durations.usageAudit())));
    var format = new TenantSnapshotFormat(keyring);
    for (Drives.Mounted drive : drives.mounted()) {
      jobs.add(
          Job.nowAndEvery(
              periods.tenantSnapshots(),
              "tenant-snapshots-" + drive.drive().label(),
              new TenantSnapshotService(
                  index.tenantSnapshots(), drive, format, identifiers, durations.snapshots())));
    }
    return jobs;
  }

  List<Job> audit(Maintenance requestCounts) {
    Durations.Jobs periods = durations.jobs();
    return List.of(
        Job.nowAndEvery(periods.auditPartitions(), "audit-partitions", index.audit()::makeRoom),
        Job.every(periods.requestCounts(), RequestCounts.JOB, requestCounts));
  }

  List<Job> health(List<HealthService.Check> checks) {
    return checks.stream()
        .map(check ->
            Job.nowAndEvery(durations.jobs().health(), "health-" + check.part(), check.work()))
        .toList();
  }

  List<Job> figures(FiguresService figures) {
    return List.of(
        Job.nowAndEvery(durations.jobs().figures(), "count-figures", figures::count),
        Job.nowAndEvery(
            durations.jobs().finishedCopies(), "count-finished", figures::countFinished));
  }
}
