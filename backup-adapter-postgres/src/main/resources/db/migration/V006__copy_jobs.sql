-- Copies to further drives are jobs that instances take in turns, and all copies are looked at again now and then.
alter table vault.drive
  add column position   integer check (position >= 0),
  add column removed_at timestamptz;
comment on column vault.drive.position is 'Place in the configuration, 0 = primary; null = not configured';
comment on column vault.drive.removed_at is 'When an operator took it out for good; null = not';

-- now() and not clock_timestamp(): a default that is the same for all rows is added without rewriting the table.
alter table vault.copy
  add column backfill        boolean     not null default false,
  add column next_attempt_at timestamptz,
  add column lease_owner     text,
  add column lease_token     uuid,
  add column scrub_after     timestamptz not null default now(),
  add constraint pending_is_due check (status <> 'pending' or next_attempt_at is not null) not valid;
comment on column vault.copy.backfill is 'Planned because its drive is newer than its backup: made at a limited rate';
comment on column vault.copy.next_attempt_at is 'When it is due; while one is made, the end of its lease; null = nothing to do';
comment on column vault.copy.lease_owner is 'Instance that makes it';
comment on column vault.copy.lease_token is 'Fresh for each claim; every statement of the holder carries it';
comment on column vault.copy.scrub_after is 'When its bytes are due to be read and compared with their SHA-256 again';

create index copy_due on vault.copy (drive_id, backfill, next_attempt_at) where next_attempt_at is not null;
create index copy_scrub on vault.copy (drive_id, scrub_after) where status = 'finished';
