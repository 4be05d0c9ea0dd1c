-- What metrics count again and again and what is rare: no index grows with what is stored and well.
create index backup_damaged on vault.backup (id) where damaged;
create index backup_failures on vault.backup (received_at) where state = 'failed';
comment on index vault.backup_damaged is 'Backups without an intact copy';
comment on index vault.backup_failures is 'Uploads that failed, by when they began';
