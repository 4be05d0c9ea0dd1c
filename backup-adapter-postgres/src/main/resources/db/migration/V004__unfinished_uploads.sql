-- What stores hold open for us. Without an index on times: the table has a row for each multipart upload under way.
create table vault.unfinished_upload (
  drive_id    uuid        not null references vault.drive,
  object_key  text        not null,
  upload_id   text        not null check (length(upload_id) between 1 and 1024),
  write_token uuid        not null,
  opened_at   timestamptz not null default clock_timestamp(),
  claimed_at  timestamptz,
  primary key (drive_id, object_key, upload_id)
);
comment on table vault.unfinished_upload is 'One row for each multipart upload that a store may hold open: noted before its first byte, gone when it is complete or aborted';
comment on column vault.unfinished_upload.drive_id is 'On which drive';
comment on column vault.unfinished_upload.object_key is 'What it is going to be: the key of a backup or of a manifest';
comment on column vault.unfinished_upload.upload_id is 'The store''s own name of it';
comment on column vault.unfinished_upload.write_token is 'Of the attempt that writes there';
comment on column vault.unfinished_upload.opened_at is 'When it was noted, on this database''s clock';
comment on column vault.unfinished_upload.claimed_at is 'When recovery last tried to abort it as left over; null = never';
