-- What was done, by whom and to what, a partition for each month: whole months go when they are old.
create table vault.audit_event (
  id              uuid        not null default gen_random_uuid(),
  at              timestamptz not null default clock_timestamp(),
  actor_kind      text        not null check (actor_kind in ('system', 'operator', 'command_line', 'vault')),
  actor           text        not null check (length(actor) between 1 and 128),
  action          text        not null check (length(action) between 1 and 64),
  organization_id uuid,
  system_key      text,
  backup_id       uuid,
  detail          text        not null default '',
  primary key (at, id)
) partition by range (at);
create index audit_event_organization on vault.audit_event (organization_id, at, id);
create index audit_event_backup on vault.audit_event (backup_id, at) where backup_id is not null;
comment on table vault.audit_event is 'What was done, by whom and to what; only ever added to. Refers to nothing, for it outlives all of it';
comment on column vault.audit_event.id is 'Identity of the event';
comment on column vault.audit_event.at is 'When, on this database''s clock';
comment on column vault.audit_event.actor_kind is 'system, operator (an API key), command_line or vault (a job of its own)';
comment on column vault.audit_event.actor is 'Public key of the system, id of the API key, user, or job';
comment on column vault.audit_event.action is 'What was done';
comment on column vault.audit_event.organization_id is 'Whose it was then; null = of the vault as a whole';
comment on column vault.audit_event.system_key is 'Public key of the system; null = of none';
comment on column vault.audit_event.backup_id is 'Which backup; null = none';
comment on column vault.audit_event.detail is 'For people';

-- An event is never refused because its month is missing, whatever the clock says.
create table vault.audit_event_other partition of vault.audit_event default;
comment on table vault.audit_event_other is 'Events of months without a partition of their own';

-- The instances' role may not change the schema, so this runs with the rights of its owner.
create function vault.add_audit_months() returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  first_day date := date_trunc('month', clock_timestamp() at time zone 'UTC');
  month     date;
  partition text;
begin
  perform pg_advisory_xact_lock(hashtext('vault.add_audit_months'));
  for ahead in 0..2 loop
    month := first_day + make_interval(months => ahead);
    partition := 'audit_event_' || to_char(month, 'YYYY_MM');
    if to_regclass('vault.' || partition) is null then
      execute format('create table vault.%I (like vault.audit_event including all)', partition);
      execute format(
        'with moved as (delete from vault.audit_event_other where at >= %L and at < %L returning *)
         insert into vault.%I select * from moved',
        month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC', partition);
      execute format(
        'alter table vault.audit_event attach partition vault.%I for values from (%L) to (%L)',
        partition, month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    end if;
  end loop;
end
$$;
comment on function vault.add_audit_months() is 'Partitions for this month and the next two, where they are missing';
select vault.add_audit_months();
