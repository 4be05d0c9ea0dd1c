-- Which backups stay and which go: policies, verdicts, and the pass that finds them.
create table vault.retention_policy (
  organization_id    uuid     unique references vault.organization on delete cascade,
  system_id          uuid     unique references vault.managed_system on delete cascade,
  max_count          integer  not null check (max_count >= 0),
  max_bytes          bigint   not null check (max_bytes >= 0),
  max_age            interval not null check (max_age >= interval '0'),
  hours              integer  not null check (hours >= 0),
  days               integer  not null check (days >= 0),
  weeks              integer  not null check (weeks >= 0),
  months             integer  not null check (months >= 0),
  years              integer  not null check (years >= 0),
  protection         interval not null check (protection >= interval '0'),
  min_keep           integer  not null check (min_keep >= 1),
  updated_at         timestamptz not null default clock_timestamp(),
  constraint one_owner check (num_nonnulls(organization_id, system_id) = 1)
);
comment on table vault.retention_policy is 'Policies of organizations and systems; the one of the vault is in its configuration, the narrowest wins';
comment on column vault.retention_policy.organization_id is 'Whose policy; null = of a system';
comment on column vault.retention_policy.system_id is 'Whose policy; null = of an organization';
comment on column vault.retention_policy.max_count is 'Beyond so many newer ones a backup may go; 0 = no limit';
comment on column vault.retention_policy.max_bytes is 'Most bytes of all, from the newest; 0 = no limit';
comment on column vault.retention_policy.max_age is 'How old a backup may get; 0 = no limit';
comment on column vault.retention_policy.hours is 'Newest hours with an arrival whose first one stays';
comment on column vault.retention_policy.days is 'Newest days with an arrival whose first one stays';
comment on column vault.retention_policy.weeks is 'Newest weeks with an arrival whose first one stays';
comment on column vault.retention_policy.months is 'Newest months with an arrival whose first one stays';
comment on column vault.retention_policy.years is 'Newest years with an arrival whose first one stays';
comment on column vault.retention_policy.protection is 'How long each backup stays in any case';
comment on column vault.retention_policy.min_keep is 'How many of the newest intact ones stay in any case';
comment on column vault.retention_policy.updated_at is 'When it was last set';

create table vault.job (
  name          text primary key,
  last_run_at   timestamptz,
  halted_at     timestamptz,
  halted_reason text,
  is_accepted   boolean not null default false,
  constraint halted_has_reason check ((halted_at is null) = (halted_reason is null))
);
insert into vault.job (name) values ('retention');
comment on table vault.job is 'Work that one instance does for all';
comment on column vault.job.name is 'Which work';
comment on column vault.job.last_run_at is 'When its last pass began, on this database''s clock; null = never';
comment on column vault.job.halted_at is 'Since when it waits for an operator; null = it does not';
comment on column vault.job.halted_reason is 'What the operator has to look at';
comment on column vault.job.is_accepted is 'Whether an operator has looked since, so that the next pass does not halt';

alter table vault.managed_system
  add column judged_revision bigint not null default -1,
  add column judged_at       timestamptz;
comment on column vault.managed_system.judged_revision is 'Revision of its list that retention has judged';
comment on column vault.managed_system.judged_at is 'When retention last judged it; null = never';

alter table vault.backup
  add column verdict     text,
  add column stays_until timestamptz,
  add column is_counted  boolean not null default true;
comment on column vault.backup.verdict is 'Why retention keeps it or lets it go; null = not judged yet';
comment on column vault.backup.stays_until is 'Before when retention does not remove it in any case; null = nothing is known';
comment on column vault.backup.is_counted is 'Whether its bytes count as used: until they are purged, or retention has removed it';
