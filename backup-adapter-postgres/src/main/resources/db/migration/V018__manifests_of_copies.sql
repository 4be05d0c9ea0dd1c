-- What scrubs have found of manifests, and scrubs of copies that were found damaged before.
alter table vault.copy
  add column manifest_missing_at   timestamptz,
  add column manifest_rewritten_at timestamptz;
comment on column vault.copy.manifest_missing_at is 'Since when its manifest is known to be missing or wrong; null = it is not';
comment on column vault.copy.manifest_rewritten_at is 'When a scrub has last rewritten its manifest';

create index copy_manifest_missing on vault.copy (drive_id) where manifest_missing_at is not null;
create index copy_manifest_rewritten on vault.copy (manifest_rewritten_at) where manifest_rewritten_at is not null;
create index copy_scrub_damaged on vault.copy (drive_id, scrub_after) where status = 'failed' and damaged_at is not null;
comment on index vault.copy_manifest_missing is 'Copies without a manifest, which are few';
comment on index vault.copy_manifest_rewritten is 'Manifests that were rewritten, by time';
comment on index vault.copy_scrub_damaged is 'Damaged copies that are due to be read again';
