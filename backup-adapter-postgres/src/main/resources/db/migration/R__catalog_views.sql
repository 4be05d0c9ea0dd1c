-- Public views for DBAs. A column is never renamed, removed or given another meaning. New columns are added at the end.
create or replace view catalog.organization as
select o.name as organization, o.quota_bytes, o.used_bytes, o.reserved_bytes, o.created_at
  from vault.organization o;
comment on view catalog.organization is 'One row for each organization (tenant). quota_bytes 0 = no limit';

create or replace view catalog.system as
select s.key as system, o.name as organization, s.label, s.state, s.cap_bytes, s.used_bytes, s.reserved_bytes,
       s.created_at
  from vault.managed_system s
  join vault.organization o on o.id = s.organization_id;
comment on view catalog.system is 'One row for each system. cap_bytes 0 = no limit';

create or replace view catalog.drive as
select d.label as drive, d.provider, d.created_at, d.initialised_at, d.position, d.removed_at
  from vault.drive d;
comment on view catalog.drive is
  'One row for each drive that the vault uses or has used. position: 0 = primary drive, null = not configured';

create or replace view catalog.backup as
select b.id as backup_id, s.key as system, o.name as organization, b.number,
       case
         when b.state = 'uploading' then 'pending'
         when b.state = 'failed' then 'failed'
         when exists (select 1 from vault.copy c
                       where c.backup_id = b.id and c.status in ('pending', 'running') and c.attempts < 10)
           then 'pending'
         when exists (select 1 from vault.copy c
                       where c.backup_id = b.id and c.status in ('pending', 'running', 'failed'))
           then 'failed'
         else 'finished'
       end as status,
       b.state, b.damaged, b.filename, b.media_type, b.size_bytes, encode(b.sha256, 'hex') as sha256,
       b.received_at, b.updated_at, b.failure, b.deleted_at, b.verdict, b.stays_until, b.pinned, b.hold_until,
       b.purge_after
  from vault.backup b
  join vault.managed_system s on s.id = b.system_id
  join vault.organization o on o.id = b.organization_id;
comment on view catalog.backup is
  'One row for each upload, including failed ones. status: pending, finished or failed, over all copies. state available: the backup is listed. verdict: why retention keeps or deletes the backup, null = not evaluated yet';

create or replace view catalog.copy as
select c.backup_id, s.key as system, d.label as drive, d.provider, c.path, c.status, c.attempts, c.last_error,
       c.verified_at, c.created_at, c.updated_at, c.next_attempt_at, c.backfill, c.scrub_after
  from vault.copy c
  join vault.backup b on b.id = c.backup_id
  join vault.managed_system s on s.id = b.system_id
  join vault.drive d on d.id = c.drive_id;
comment on view catalog.copy is
  'One row for each copy: one backup on one drive. next_attempt_at: when the copy is due to be made or recreated, null = nothing to do';

create or replace view catalog.audit_event as
select e.id as event_id, e.at, e.actor_kind, e.actor, e.action, o.name as organization, e.system_key as system,
       e.backup_id, e.detail, e.times
  from vault.audit_event e
  left join vault.organization o on o.id = e.organization_id;
comment on view catalog.audit_event is
  'One row for each recorded action, with its actor and object. organization: the owner at that time, null = none, or erased since. times: how often, for actions that are counted, otherwise 1';

create or replace view catalog.erasure as
select e.id as erasure_id, e.kind, e.name, e.actor_kind, e.actor, e.begun_at, e.finished_at,
       count(b.size_bytes) as backups, coalesce(sum(b.size_bytes), 0) as size_bytes
  from vault.erasure e
  left join vault.erased_backup b on b.erasure_id = e.id
 group by e.id;
comment on view catalog.erasure is
  'One row for each erasure of a system or organization. finished_at: when every drive had confirmed, null = still running';

create or replace view catalog.usage_drift as
select d.found_at, d.kind, d.owner, d.used_bytes, d.reserved_bytes
  from vault.usage_drift d;
comment on view catalog.usage_drift is
  'One row for each usage counter that a daily audit found wrong, with the difference. The counter was corrected';
