-- Operators name the keys they revoke. Two of one name can only have been put in by hand: the later ones get their id as well.
update vault.api_key k
   set label = k.label || ' ' || k.id
 where k.revoked_at is null
   and exists (select 1
                 from vault.api_key e
                where e.label = k.label
                  and e.revoked_at is null
                  and (e.created_at, e.id) < (k.created_at, k.id));
create unique index api_key_name on vault.api_key (label) where revoked_at is null;
comment on index vault.api_key_name is 'A name says which key is meant';
comment on column vault.api_key.label is 'Its name; unique among those that are not revoked';

-- What an operator had scrubbed, and what was found: a copy may be made anew within seconds.
alter table vault.copy
  add column scrub_requested_at timestamptz,
  add column damaged_at         timestamptz;
comment on column vault.copy.scrub_requested_at is
  'When an operator asked for its bytes to be read; null = nobody did, or it was read since';
comment on column vault.copy.damaged_at is
  'When it was last found missing or damaged; stays when it is made anew; null = never';
create index copy_scrub_requested on vault.copy (drive_id) where scrub_requested_at is not null;
create index copy_damaged on vault.copy (damaged_at) where damaged_at is not null;
comment on index vault.copy_scrub_requested is 'How far a requested scrub is';
comment on index vault.copy_damaged is 'What was found damaged, by time';
