package dev.coffer.application;

import dev.coffer.application.access.CallerIndex;
import dev.coffer.application.audit.AuditLog;
import dev.coffer.application.catalog.BackupIndex;
import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.copies.CopyQueue;
import dev.coffer.application.deletion.DeletionIndex;
import dev.coffer.application.deletion.ErasureIndex;
import dev.coffer.application.deletion.PurgeQueue;
import dev.coffer.application.drives.DriveRegistry;
import dev.coffer.application.monitoring.FleetFacts;
import dev.coffer.application.rebuild.TenantSnapshotIndex;
import dev.coffer.application.retention.ReferenceClock;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.application.tenancy.ApiKeyIndex;
import dev.coffer.application.tenancy.CredentialIndex;
import dev.coffer.application.tenancy.OrganizationIndex;
import dev.coffer.application.tenancy.SystemIndex;
import dev.coffer.application.upload.UnfinishedUploads;
import dev.coffer.application.upload.UploadLedger;
import dev.coffer.application.usage.UsageIndex;

/** The ports that the index implements, with one adapter or several. */
public record IndexPorts(
    ReferenceClock clock,
    CallerIndex callers,
    BackupIndex backups,
    UploadLedger uploads,
    PurgeQueue purges,
    CopyQueue copies,
    FleetIndex fleet,
    FleetFacts facts,
    AuditLog audit,
    RetentionIndex retention,
    DeletionIndex deletions,
    ErasureIndex erasures,
    TenantSnapshotIndex tenantSnapshots,
    UsageIndex usage,
    OrganizationIndex organizations,
    SystemIndex systems,
    CredentialIndex credentials,
    ApiKeyIndex apiKeys,
    DriveRegistry drives,
    UnfinishedUploads unfinishedUploads) {}
