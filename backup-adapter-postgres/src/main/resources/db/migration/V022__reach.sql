-- What one organization does concerns no other one, and what the platform protects stays protected.
create table vault.retention_halt (
  organization_id uuid        primary key references vault.organization on delete cascade,
  halted_at       timestamptz not null default clock_timestamp(),
  reason          text        not null,
  accepted_at     timestamptz
);
comment on table vault.retention_halt is 'Organizations whose retention looked like a mistake, until the next pass after it was accepted';
comment on column vault.retention_halt.organization_id is 'Whose retention';
comment on column vault.retention_halt.halted_at is 'Since when it waits, on this database''s clock';
comment on column vault.retention_halt.reason is 'What its operators have to look at';
comment on column vault.retention_halt.accepted_at is 'When it was accepted: its next pass does not halt; null = it waits';
comment on column vault.job.halted_at is 'Since when the removals of the whole vault wait for an operator; null = they do not';
comment on column vault.job.is_accepted is 'No longer used: see vault.retention_halt';

alter table vault.backup
  add column pinned_by_platform boolean not null default false,
  add column held_by_platform   boolean not null default false;
comment on column vault.backup.pinned_by_platform is 'Whether it was pinned by somebody whose reach is all organizations: only they unpin it';
comment on column vault.backup.held_by_platform is 'Whether its hold was set by somebody whose reach is all organizations: only they change it';

-- Who set what there is: the newest event tells. A key for all organizations, and anybody at a command line, is the platform.
create function pg_temp.is_of_platform(backup uuid, wanted text) returns boolean
  language sql stable
as $$
  select coalesce((select e.actor_kind = 'command_line'
                          or exists (select from vault.api_key k where k.id::text = e.actor and k.organization_id is null)
                     from vault.audit_event e
                    where e.backup_id = backup
                      and e.action = wanted
                    order by e.at desc, e.id desc
                    limit 1), false)
$$;
update vault.backup b
   set pinned_by_platform = b.pinned and pg_temp.is_of_platform(b.id, 'backup_pinned'),
       held_by_platform   = b.hold_until is not null and pg_temp.is_of_platform(b.id, 'backup_held')
 where b.state = 'available'
   and (b.pinned or b.hold_until is not null);
drop function pg_temp.is_of_platform(uuid, text);

drop trigger directory_backup on vault.backup;
create trigger directory_backup
  after update of organization_id, pinned, pinned_by_platform, hold_until, held_by_platform, state on vault.backup
  for each row
  when (old.pinned <> new.pinned
        or old.pinned_by_platform <> new.pinned_by_platform
        or old.hold_until is distinct from new.hold_until
        or old.held_by_platform <> new.held_by_platform
        or (old.state = 'deleting') <> (new.state = 'deleting')
        or old.organization_id <> new.organization_id)
  execute function vault.note_directory_change('organization_id');
