-- How often a system uploads: a row of its own, since the system's row is read far more often.
create table vault.upload_rate (
  system_id uuid          primary key references vault.managed_system,
  accepted  timestamptz[] not null
);
comment on table vault.upload_rate is 'When the uploads of each system were accepted, for the rate limit';
comment on column vault.upload_rate.system_id is 'Whose uploads';
comment on column vault.upload_rate.accepted is 'Times of the last hour''s accepted uploads, oldest first, on this database''s clock';

create index backup_under_way on vault.backup (system_id) where state = 'uploading';
