-- The time that has passed, whatever this database's clock says: what removes something because of its age asks here.
create table vault.clock (
  singleton  boolean     primary key default true check (singleton),
  elapsed_at timestamptz not null,
  correction interval    not null default '0',
  settled_at timestamptz not null,
  max_drift  interval    not null default '15 minutes' check (max_drift > interval '0')
);
comment on table vault.clock is 'The reference time of the vault: one row, advanced by all instances';
comment on column vault.clock.singleton is 'Always true: keeps the table at one row';
comment on column vault.clock.elapsed_at is 'The time that was last agreed on, and what has elapsed since';
comment on column vault.clock.correction is 'What is added to follow this database''s clock as it drifts';
comment on column vault.clock.settled_at is 'Nothing is removed because of its age before this reference time';
comment on column vault.clock.max_drift is 'How far this database''s clock may be from the reference, as the instances have it';

-- The last time that the version before has noted, so that its end counts as a stop like any other.
insert into vault.clock (elapsed_at, settled_at)
select t.at, t.at
  from (select coalesce((select j.last_run_at from vault.job j where j.name = 'retention'), clock_timestamp())) as t (at);

create table vault.machine_uptime (
  boot       text        primary key check (length(boot) between 1 and 128),
  uptime_ms  bigint      not null,
  elapsed_at timestamptz not null
);
comment on table vault.machine_uptime is 'What each machine has counted of the time, until it is started again';
comment on column vault.machine_uptime.boot is 'Which start of which machine';
comment on column vault.machine_uptime.uptime_ms is 'How long it had been running when it was last read, in milliseconds';
comment on column vault.machine_uptime.elapsed_at is 'As vault.clock.elapsed_at at that moment, by this machine alone';

alter table vault.job add column halted_by_clock boolean not null default false;
comment on column vault.job.halted_by_clock is 'Whether it was halted because this database''s clock cannot be right';

-- The statement's time is compared too: what is due is found by it, and the clock may have moved since.
create view vault.time as
select r.clock,
       r.reference,
       greatest(r.clock, r.reference) as at,
       case when r.clock between r.earliest and r.latest then greatest(r.clock, r.reference) else r.reference end
         as of_leases,
       r.earliest,
       r.latest,
       r.latest - r.reference as max_drift,
       j.halted_at is null
         and r.reference >= r.settled_at
         and r.clock between r.earliest and r.latest
         and r.of_statement between r.earliest and r.latest as may_remove
  from (select clock_timestamp() as clock, statement_timestamp() as of_statement,
               c.elapsed_at + c.correction as reference, c.settled_at,
               c.elapsed_at + c.correction - c.max_drift as earliest,
               c.elapsed_at + c.correction + c.max_drift as latest
          from vault.clock c) r
  join vault.job j on j.name = 'retention';
comment on view vault.time is 'This database''s clock beside the reference time, and what follows';
comment on column vault.time.clock is 'This database''s clock';
comment on column vault.time.reference is 'The reference time, as it was when an instance last advanced it';
comment on column vault.time.at is 'The later one of the two: from when grace periods count';
comment on column vault.time.of_leases is 'By which leases begin and end: the reference where the clock cannot be right';
comment on column vault.time.earliest is 'A clock that is right is not before this';
comment on column vault.time.latest is 'A clock that is right is not after this';
comment on column vault.time.max_drift is 'As in vault.clock; no lease lasts that long';
comment on column vault.time.may_remove is 'Whether anything may be removed because of its age';

-- As before, and only while the clock is right.
create or replace function vault.drop_audit_months() returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  old   text[];
  month text;
  today timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('vault.add_audit_months'));
  select t.clock into today from vault.time t where t.may_remove;
  if today is null then
    return;
  end if;
  select coalesce(array_agg(c.relname::text), '{}')
    into old
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
   where i.inhparent = 'vault.audit_event'::regclass
     and c.relname ~ '^audit_event_[0-9]{4}_[0-9]{2}$'
     and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= today - interval '400 days';

  delete from vault.audit_month_due d
   where d.noticed_at > today
      or d.partition <> all (old);
  -- Several instances make a pass each day: only what was found hours ago was found by another day's.
  for month in
    delete from vault.audit_month_due d
     where d.noticed_at < today - interval '20 hours'
    returning d.partition
  loop
    execute format('drop table vault.%I', month);
    old := array_remove(old, month);
  end loop;
  insert into vault.audit_month_due (partition, noticed_at)
  select o.partition, today
    from unnest(old) as o (partition)
      on conflict do nothing;
end
$$;
comment on function vault.drop_audit_months() is 'Drops months of events older than 400 days that a pass of another day has found too, while the clock is right';
