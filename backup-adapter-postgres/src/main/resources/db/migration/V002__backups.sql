-- What is stored. Every rule of the states is here too, so that no program can break one.
create table vault.drive (
  id             uuid        primary key,
  label          text        not null unique check (label ~ '^[a-z0-9-]{1,63}$'),
  provider       text        not null,
  created_at     timestamptz not null default clock_timestamp(),
  initialised_at timestamptz
);
comment on table vault.drive is 'A place for bytes that this vault has used';
comment on column vault.drive.id is 'Written on the drive too, so that a wrong or unmounted one is noticed';
comment on column vault.drive.label is 'Name in the configuration';
comment on column vault.drive.provider is 'local, s3, …';
comment on column vault.drive.created_at is 'When it was first configured';
comment on column vault.drive.initialised_at is 'When its id was written on it; null = not yet';

create table vault.backup (
  id              uuid        primary key,
  organization_id uuid        not null,
  system_id       uuid        not null,
  credential_id   uuid        not null references vault.credential,
  object_key      text        not null unique,
  write_token     uuid        not null unique,
  state           text        not null check (state in ('uploading', 'available', 'deleting', 'failed')),
  filename        text        not null check (filename ~ '^[A-Za-z0-9._-]{1,255}$'),
  extension       text        not null check (extension in ('.tar.gz', '.tar.xz', '.tar.bz2', '.tar.zst', '.gpg', '.bin')),
  media_type      text        not null check (length(media_type) <= 127),
  declared_bytes  bigint      not null check (declared_bytes > 0),
  size_bytes      bigint,
  sha256          bytea       check (octet_length(sha256) = 32),
  number          bigint      not null check (number > 0),
  received_at     timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  damaged         boolean     not null default false,
  pinned          boolean     not null default false,
  hold_until      timestamptz,
  failure         text,
  look_again_at   timestamptz,
  deleted_at      timestamptz,
  purge_after     timestamptz,
  purge_error     text,
  lease_owner     text,
  lease_token     uuid,
  lease_until     timestamptz,
  unique (system_id, number),
  -- The owner of a backup is the owner of its system, also when the system changes hands.
  foreign key (system_id, organization_id) references vault.managed_system (id, organization_id) on update cascade,
  constraint stored_has_facts check (state not in ('available', 'deleting') or (size_bytes = declared_bytes and sha256 is not null)),
  constraint stored_only_has_facts check (state in ('available', 'deleting') or (size_bytes is null and sha256 is null)),
  constraint uploading_has_lease check (state <> 'uploading' or (lease_owner is not null and lease_token is not null and lease_until is not null)),
  constraint available_has_no_lease check (state <> 'available' or lease_token is null),
  constraint deleting_has_purge check ((state = 'deleting') = (purge_after is not null and deleted_at is not null)),
  constraint failed_has_reason check ((state = 'failed') = (failure is not null)),
  constraint only_failed_is_looked_at_again check (state = 'failed' or look_again_at is null),
  constraint only_available_is_protected check (state = 'available' or not pinned)
);
create index backup_list on vault.backup (system_id, number desc) where state = 'available';
create index backup_expired on vault.backup (lease_until) where state = 'uploading';
create index backup_purge on vault.backup (purge_after) where state = 'deleting';
create index backup_look_again on vault.backup (look_again_at) where look_again_at is not null;
create index backup_failed on vault.backup (system_id, number desc) where state = 'failed';
comment on table vault.backup is 'One upload and what became of it; available ones are the backups that systems list';
comment on column vault.backup.id is 'UUIDv7';
comment on column vault.backup.organization_id is 'Owner of its system';
comment on column vault.backup.system_id is 'Whose backup it is';
comment on column vault.backup.credential_id is 'By which credential it came; checked again when it commits';
comment on column vault.backup.object_key is 'Where its bytes lie on every drive: a birth label that never moves';
comment on column vault.backup.write_token is 'Random mark of the attempt, also on the object and in the manifest: proof of ownership';
comment on column vault.backup.state is 'uploading, then available or failed; available, then deleting, then gone';
comment on column vault.backup.filename is 'Sanitised name as the sender gave it';
comment on column vault.backup.extension is 'What its public id ends with';
comment on column vault.backup.media_type is 'What the sender said it is';
comment on column vault.backup.declared_bytes is 'Content-Length of the upload; reserved while it lasts';
comment on column vault.backup.size_bytes is 'Bytes stored, once stored';
comment on column vault.backup.sha256 is 'SHA-256 of the bytes stored, 32 bytes';
comment on column vault.backup.number is 'Place in its system''s own count, by which everything is ordered; may have gaps';
comment on column vault.backup.received_at is 'When the upload began, on this database''s clock';
comment on column vault.backup.updated_at is 'Last change of this row';
comment on column vault.backup.damaged is 'Every copy was found missing or damaged';
comment on column vault.backup.pinned is 'Not to be deleted while true';
comment on column vault.backup.hold_until is 'Not to be deleted before that time';
comment on column vault.backup.failure is 'Why the upload failed';
comment on column vault.backup.look_again_at is 'When the drive is looked at once more for what a paused writer may have left; null = never';
comment on column vault.backup.deleted_at is 'When it was taken out of the list';
comment on column vault.backup.purge_after is 'When its bytes are due to go; moved on after a failed try';
comment on column vault.backup.purge_error is 'Why the last try to remove its bytes failed';
comment on column vault.backup.lease_owner is 'Instance that works on it';
comment on column vault.backup.lease_token is 'Fresh for each claim; every statement of the holder carries it';
comment on column vault.backup.lease_until is 'End of the lease on this database''s clock';

create table vault.copy (
  id              uuid        primary key default gen_random_uuid(),
  backup_id       uuid        not null references vault.backup on delete cascade,
  drive_id        uuid        not null references vault.drive,
  path            text,
  status          text        not null check (status in ('pending', 'running', 'finished', 'failed', 'deleting')),
  attempts        integer     not null default 0 check (attempts >= 0),
  last_error      text,
  verified_at     timestamptz,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  unique (backup_id, drive_id),
  constraint finished_is_verified check (status <> 'finished' or (path is not null and verified_at is not null)),
  constraint failed_has_error check (status <> 'failed' or last_error is not null),
  constraint running_was_tried check (status <> 'running' or attempts > 0)
);
comment on table vault.copy is 'One backup on one drive';
comment on column vault.copy.id is 'Identity of the copy';
comment on column vault.copy.backup_id is 'Which backup';
comment on column vault.copy.drive_id is 'Which drive';
comment on column vault.copy.path is 'Key on the drive, once stored';
comment on column vault.copy.status is 'pending, running, finished, failed (could not be made, or missing or damaged), deleting';
comment on column vault.copy.attempts is 'How often it was tried';
comment on column vault.copy.last_error is 'Why the last attempt or check failed';
comment on column vault.copy.verified_at is 'When its bytes last matched their SHA-256';
comment on column vault.copy.created_at is 'When it was planned';
comment on column vault.copy.updated_at is 'Last change of this row';

create table vault.idempotency (
  system_id  uuid        not null references vault.managed_system,
  key        text        not null,
  backup_id  uuid        not null references vault.backup on delete cascade,
  filename   text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (system_id, key)
);
create index idempotency_backup on vault.idempotency (backup_id);
create index idempotency_age on vault.idempotency (created_at);
comment on table vault.idempotency is 'Idempotency keys of the last days and what they stand for';
comment on column vault.idempotency.system_id is 'Whose key';
comment on column vault.idempotency.key is 'Idempotency-Key as sent';
comment on column vault.idempotency.backup_id is 'The upload that carried it first';
comment on column vault.idempotency.filename is 'Sanitised name that was sent with it; null = none';
comment on column vault.idempotency.created_at is 'When it was first used';

create table vault.tombstone (
  backup_id       uuid        primary key,
  organization_id uuid        not null,
  system_id       uuid        not null,
  object_key      text        not null,
  deleted_at      timestamptz not null default clock_timestamp(),
  purged_at       timestamptz
);
create index tombstone_age on vault.tombstone (purged_at) where purged_at is not null;
comment on table vault.tombstone is 'What was deleted: outlives the row, so that a deleted backup never comes back';
comment on column vault.tombstone.backup_id is 'The backup that was deleted';
comment on column vault.tombstone.organization_id is 'Its owner then';
comment on column vault.tombstone.system_id is 'Its system';
comment on column vault.tombstone.object_key is 'Where its bytes lay';
comment on column vault.tombstone.deleted_at is 'When it was taken out of the list';
comment on column vault.tombstone.purged_at is 'When every drive had confirmed that its bytes are gone; null = not yet';
