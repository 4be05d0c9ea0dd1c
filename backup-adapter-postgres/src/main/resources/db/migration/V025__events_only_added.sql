-- Whoever gets hold of an instance cannot remove from the audit log what they did: its role only adds events.
create function vault.protect_audit_events() returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  granted record;
begin
  for granted in
    select distinct c.oid::regclass as events,
           case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
      from pg_class c
     cross join aclexplode(c.relacl) a
     where a.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
       and a.grantee <> c.relowner
       and (c.oid = 'vault.audit_event'::regclass
            or c.oid in (select i.inhrelid from pg_inherits i where i.inhparent = 'vault.audit_event'::regclass))
  loop
    execute format('revoke update, delete, truncate on %s from %s', granted.events, granted.grantee);
  end loop;
end
$$;
comment on function vault.protect_audit_events() is 'Leaves changing and deleting events to their owner alone, whatever was granted on all tables';
select vault.protect_audit_events();

-- As before, and a new month is protected like the others.
create or replace function vault.add_audit_months() returns void
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
  perform vault.protect_audit_events();
end
$$;
