package dev.coffer.application.port.out;

/** What the index offers, one adapter behind all of it or several. */
public record IndexPorts(
    BackupIndex backups,
    UploadLedger uploads,
    PurgeQueue purges,
    CopyQueue copies,
    FleetIndex fleet,
    AuditLog audit,
    Registry registry,
    DriveRegistry drives,
    UnfinishedUploads unfinishedUploads) {}
