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
