-- What drives are told of tenants, so that the index can be rebuilt from a drive alone.
create sequence vault.directory_number;
comment on sequence vault.directory_number is 'Numbers of directories and marks on the drives, each higher than all made before';

-- The instances' role has rights on tables alone, so this runs with those of its owner.
create function vault.next_directory_number() returns bigint
  language sql
  security definer
  set search_path = pg_catalog, pg_temp
return nextval('vault.directory_number');
comment on function vault.next_directory_number() is 'Draws a number from vault.directory_number';

-- A queue and not a counter: whoever changes something waits for nobody who changes something else.
create table vault.directory_change (
  organization_id uuid not null
);
comment on table vault.directory_change is 'Who has changed since somebody looked; of all organizations = 00000000-0000-0000-0000-000000000000';
comment on column vault.directory_change.organization_id is 'Whose directories are out of date; refers to nothing, for it may be gone';

create table vault.directory (
  organization_id uuid   primary key,
  changed         bigint not null
);
comment on table vault.directory is 'How new the directories of each organization have to be';
comment on column vault.directory.organization_id is 'As in vault.directory_change';
comment on column vault.directory.changed is 'A directory with a higher number tells all that was changed until that number was drawn';

create table vault.directory_object (
  number          bigint      primary key default vault.next_directory_number(),
  drive_id        uuid        not null references vault.drive on delete cascade,
  organization_id uuid,
  write_token     uuid        not null,
  begun_at        timestamptz not null default clock_timestamp(),
  written_at      timestamptz
);
create index directory_object_drive on vault.directory_object (drive_id, organization_id, number);
comment on table vault.directory_object is 'Directories and marks that lie on drives, or may';
comment on column vault.directory_object.number is 'Last part of its key there';
comment on column vault.directory_object.drive_id is 'On which drive';
comment on column vault.directory_object.organization_id is 'Whose directory, as in vault.directory_change; null = a mark';
comment on column vault.directory_object.write_token is 'Proves who wrote it';
comment on column vault.directory_object.begun_at is 'When writing it was begun, on this database''s clock';
comment on column vault.directory_object.written_at is 'When it was whole there; null = not yet, or nobody knows';

alter table vault.erasure
  add column directory_number bigint;
comment on column vault.erasure.directory_number is
  'No directory with a lower number may be left of its organization when it is finished; null = its rows are not gone yet';

create function vault.note_directory_change() returns trigger
  language plpgsql
as $$
declare
  rows jsonb[] := case tg_op
                    when 'INSERT' then array [to_jsonb(new)]
                    when 'DELETE' then array [to_jsonb(old)]
                    else array [to_jsonb(old), to_jsonb(new)]
                  end;
begin
  -- The argument names the column that leads to the organization, at once or by the system.
  insert into vault.directory_change (organization_id)
  select distinct
         case tg_argv[0]
           when 'system_id' then coalesce(cast(r.row ->> 'organization_id' as uuid), s.organization_id)
           else coalesce(cast(r.row ->> tg_argv[0] as uuid), '00000000-0000-0000-0000-000000000000')
         end
    from unnest(rows) as r (row)
    left join vault.managed_system s on s.id = cast(r.row ->> 'system_id' as uuid)
   where tg_argv[0] <> 'system_id'
      or coalesce(cast(r.row ->> 'organization_id' as uuid), s.organization_id) is not null;
  return null;
end
$$;
comment on function vault.note_directory_change() is 'Notes whose directories are out of date';

create trigger directory_organization
  after insert or delete or update of name, quota_bytes on vault.organization
  for each row execute function vault.note_directory_change('id');

create trigger directory_system
  after insert or delete or update of organization_id, label, state, cap_bytes, expected_interval on vault.managed_system
  for each row execute function vault.note_directory_change('organization_id');

create trigger directory_credential
  after insert or delete or update of scopes, expires_at, revoked_at, secret_hmac on vault.credential
  for each row execute function vault.note_directory_change('system_id');

create trigger directory_api_key
  after insert or delete or update of expires_at, revoked_at on vault.api_key
  for each row execute function vault.note_directory_change('organization_id');

create trigger directory_policy
  after insert or delete or update on vault.retention_policy
  for each row execute function vault.note_directory_change('system_id');

-- Uploads pass by: what a manifest tells is not noted.
create trigger directory_backup
  after update of organization_id, pinned, hold_until, state on vault.backup
  for each row
  when (old.pinned <> new.pinned
        or old.hold_until is distinct from new.hold_until
        or (old.state = 'deleting') <> (new.state = 'deleting')
        or old.organization_id <> new.organization_id)
  execute function vault.note_directory_change('organization_id');

insert into vault.directory_change (organization_id)
select o.id from vault.organization o
 union all
select '00000000-0000-0000-0000-000000000000';
