-- What one organization does concerns no other one.
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
