-- Who made a key, so that it can go with its maker; and a name that concerns its own organization alone.
alter table vault.api_key add column made_by uuid references vault.api_key on delete set null;
create index api_key_made_by on vault.api_key (made_by) where made_by is not null;
comment on column vault.api_key.made_by is 'The key with which it was made; null = at a command line, or the maker is gone';
comment on index vault.api_key_made_by is 'What goes with a key that is revoked together with all that it made';

update vault.api_key k
   set made_by = m.id
  from vault.audit_event e
  join vault.api_key m on m.id::text = e.actor
 where e.action = 'api_key_added'
   and e.actor_kind = 'operator'
   and e.detail = k.id::text
   and m.id <> k.id;

drop index vault.api_key_name;
create unique index api_key_name on vault.api_key (organization_id, label) nulls not distinct where revoked_at is null;
comment on index vault.api_key_name is 'A name says which key of an organization is meant';
comment on column vault.api_key.label is 'Its name; unique in its organization among those that are not revoked';
