-- An upload that cannot be recovered is claimed again and again: only its first claim shows since when it is over.
alter table vault.backup add column interrupted_at timestamptz;
comment on column vault.backup.interrupted_at is 'When the lease of its upload ended, once an instance has claimed it for recovery; null = it was never interrupted';
