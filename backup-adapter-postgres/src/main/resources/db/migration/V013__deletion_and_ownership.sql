-- Deleted backups are listed, tenants are erased, counts are audited.
create index backup_deleted on vault.backup (deleted_at, id) where state = 'deleting';
create index backup_deleted_organization on vault.backup (organization_id, deleted_at, id) where state = 'deleting';
comment on index vault.backup_deleted is 'What was deleted and is not gone, by when';
comment on index vault.backup_deleted_organization is 'As above, of one organization';

-- An erasure has the drives looked at for what failed attempts may have left, by the same queue. The rows that are
-- there satisfy the former, narrower rule, so that they need not be read.
alter table vault.backup
  drop constraint stored_has_facts,
  add constraint stored_has_facts check (
    state not in ('available', 'deleting')
    or (size_bytes = declared_bytes and sha256 is not null)
    or (state = 'deleting' and not is_counted and size_bytes is null and sha256 is null)) not valid;

create table vault.erasure (
  id              uuid        primary key default gen_random_uuid(),
  kind            text        not null check (kind in ('system', 'organization')),
  owner_id        uuid        not null unique,
  organization_id uuid        not null,
  name            text        not null,
  actor_kind      text        not null,
  actor           text        not null,
  begun_at        timestamptz not null default clock_timestamp(),
  finished_at     timestamptz
);
create index erasure_name on vault.erasure (name);
comment on table vault.erasure is 'One row for each tenant that was taken out, or is being; outlives all of it';
comment on column vault.erasure.id is 'Identity of the erasure';
comment on column vault.erasure.kind is 'system or organization';
comment on column vault.erasure.owner_id is 'Id of what is erased; refers to nothing, for it outlives it';
comment on column vault.erasure.organization_id is 'Whose it was';
comment on column vault.erasure.name is 'Key of the system, or name of the organization';
comment on column vault.erasure.actor_kind is 'Who began it, as in vault.audit_event';
comment on column vault.erasure.actor is 'Who began it, as in vault.audit_event';
comment on column vault.erasure.begun_at is 'When, on this database''s clock';
comment on column vault.erasure.finished_at is 'When every drive had confirmed; null = not yet';

create table vault.erased_backup (
  erasure_id uuid   not null references vault.erasure on delete cascade,
  backup_id  uuid   not null,
  system_key text   not null,
  size_bytes bigint,
  sha256     bytea  check (octet_length(sha256) = 32),
  drives     text[] not null,
  primary key (erasure_id, backup_id)
);
comment on table vault.erased_backup is 'What an erasure takes: the facts for its report';
comment on column vault.erased_backup.erasure_id is 'Which erasure';
comment on column vault.erased_backup.backup_id is 'Which backup, or attempt that failed';
comment on column vault.erased_backup.system_key is 'Key of its system';
comment on column vault.erased_backup.size_bytes is 'Its size; null = an attempt that failed';
comment on column vault.erased_backup.sha256 is 'SHA-256 of its bytes; null = an attempt that failed';
comment on column vault.erased_backup.drives is 'Labels of the drives that may have held bytes of it';

insert into vault.job (name) values ('usage');

create table vault.usage_drift (
  id             uuid        primary key default gen_random_uuid(),
  found_at       timestamptz not null default clock_timestamp(),
  kind           text        not null check (kind in ('system', 'organization')),
  owner          text        not null,
  used_bytes     bigint      not null,
  reserved_bytes bigint      not null
);
create index usage_drift_found on vault.usage_drift (found_at);
comment on table vault.usage_drift is 'Counts that were wrong when an audit looked, and were mended then';
comment on column vault.usage_drift.id is 'Identity of the finding';
comment on column vault.usage_drift.found_at is 'When, on this database''s clock';
comment on column vault.usage_drift.kind is 'system or organization';
comment on column vault.usage_drift.owner is 'Key of the system, or name of the organization';
comment on column vault.usage_drift.used_bytes is 'Counted as used, less what was stored';
comment on column vault.usage_drift.reserved_bytes is 'Counted as reserved, less what uploads had announced';
