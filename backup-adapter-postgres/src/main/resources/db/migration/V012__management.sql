-- What those who answer for tenants see and change.
alter table vault.managed_system
  add column expected_interval interval not null default interval '0' check (expected_interval >= interval '0');
comment on column vault.managed_system.expected_interval is 'How often a backup is expected; 0 = not at any time';

create index managed_system_organization on vault.managed_system (organization_id, lower(key));
create index managed_system_state on vault.managed_system (state, lower(key));
create index managed_system_organization_state on vault.managed_system (organization_id, state, lower(key));
comment on index vault.managed_system_organization is 'Systems of one organization, by key';
comment on index vault.managed_system_state is 'Systems in one state, by key';
comment on index vault.managed_system_organization_state is 'Systems of one organization in one state, by key';

alter table vault.credential add column last_used_at timestamptz;
comment on column vault.credential.last_used_at is
  'When it was last recognised, a few minutes late at most; null = never, or before this was written';

-- Each filter of the events leads an index of its own. New months get them from the parent.
create index audit_event_system on vault.audit_event (system_key, at, id) where system_key is not null;
create index audit_event_actor on vault.audit_event (actor, at, id);
create index audit_event_action on vault.audit_event (action, at, id);

-- Whole months of events go when they are 400 days old, and two daily passes in a row say so: a clock that jumped
-- forth and back takes nothing.
create table vault.audit_month_due (
  partition  text        primary key,
  noticed_at timestamptz not null
);
comment on table vault.audit_month_due is 'Months of events that a pass has found too old; gone when a later one does not';
comment on column vault.audit_month_due.partition is 'Which partition of vault.audit_event';
comment on column vault.audit_month_due.noticed_at is 'When that was found first, on this database''s clock';

-- The instances' role may not change the schema, so this runs with the rights of its owner.
create function vault.drop_audit_months() returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  old   text[];
  month text;
begin
  perform pg_advisory_xact_lock(hashtext('vault.add_audit_months'));
  select coalesce(array_agg(c.relname::text), '{}')
    into old
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'vault.audit_event'::regclass
     and c.relname ~ '^audit_event_[0-9]{4}_[0-9]{2}$'
     and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC'
         <= clock_timestamp() - interval '400 days';

  delete from vault.audit_month_due d
   where d.noticed_at > clock_timestamp()
      or d.partition <> all (old);
  -- Several instances make a pass each day: only what was found hours ago was found by another day's.
  for month in
    delete from vault.audit_month_due d
     where d.noticed_at < clock_timestamp() - interval '20 hours'
    returning d.partition
  loop
    execute format('drop table vault.%I', month);
    old := array_remove(old, month);
  end loop;
  insert into vault.audit_month_due (partition, noticed_at)
  select o.partition, clock_timestamp()
    from unnest(old) as o (partition)
      on conflict do nothing;
end
$$;
comment on function vault.drop_audit_months() is 'Drops months of events older than 400 days that a pass of another day has found too';
