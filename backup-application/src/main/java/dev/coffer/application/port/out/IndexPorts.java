package dev.coffer.application.port.out;

/** What the index offers, one adapter behind all of it or several. */
public record IndexPorts(
    BackupIndex backups,
    UploadLedger uploads,
    PurgeQueue purges,
    CopyQueue copies,
    FleetIndex fleet,
    FleetFacts facts,
    AuditLog audit,
    RetentionIndex retention,
    DeletionIndex deletions,
    OwnershipIndex ownership,
    ErasureIndex erasures,
    DirectoryIndex directories,
    UsageIndex usage,
    Registry registry,
    Tenants tenants,
    CredentialRegistry credentials,
    DriveRegistry drives,
    UnfinishedUploads unfinishedUploads) {}
