-- Who is known to the vault. Schema vault is private and may change; schema catalog is for people.
create schema catalog;
comment on schema vault is 'Tables of the vault: private, may change with any version';
comment on schema catalog is 'Views for people and their tools: only ever grow';

create table vault.vault (
  singleton  boolean     primary key default true check (singleton),
  id         uuid        not null default gen_random_uuid(),
  created_at timestamptz not null default clock_timestamp()
);
insert into vault.vault default values;
comment on table vault.vault is 'The identity of this vault: one row';
comment on column vault.vault.singleton is 'Always true: keeps the table at one row';
comment on column vault.vault.id is 'Written into every manifest';
comment on column vault.vault.created_at is 'When the schema was made';

create table vault.organization (
  id             uuid        primary key,
  name           text        not null unique check (length(name) between 1 and 128),
  quota_bytes    bigint      not null default 0 check (quota_bytes >= 0),
  used_bytes     bigint      not null default 0 check (used_bytes >= 0),
  reserved_bytes bigint      not null default 0 check (reserved_bytes >= 0),
  created_at     timestamptz not null default clock_timestamp()
);
comment on table vault.organization is 'A tenant; owns systems';
comment on column vault.organization.id is 'First segment of the object keys of its systems';
comment on column vault.organization.name is 'For people, unique';
comment on column vault.organization.quota_bytes is 'Most bytes of all its systems together; 0 = no limit';
comment on column vault.organization.used_bytes is 'Bytes stored, those in deletion grace included';
comment on column vault.organization.reserved_bytes is 'Bytes that uploads under way have announced';
comment on column vault.organization.created_at is 'When it was added';

create table vault.managed_system (
  id              uuid        primary key,
  organization_id uuid        not null references vault.organization,
  key             text        not null check (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  label           text        not null default '' check (length(label) <= 255),
  state           text        not null default 'active' check (state in ('active', 'paused', 'suspended', 'retired')),
  cap_bytes       bigint      not null default 0 check (cap_bytes >= 0),
  last_number     bigint      not null default 0 check (last_number >= 0),
  revision        bigint      not null default 0 check (revision >= 0),
  used_bytes      bigint      not null default 0 check (used_bytes >= 0),
  reserved_bytes  bigint      not null default 0 check (reserved_bytes >= 0),
  created_at      timestamptz not null default clock_timestamp(),
  unique (id, organization_id)
);
create unique index managed_system_key on vault.managed_system (lower(key));
comment on table vault.managed_system is 'What gets backed up: an appliance or a database';
comment on column vault.managed_system.id is 'Internal identity, never shown to appliances';
comment on column vault.managed_system.organization_id is 'Its owner';
comment on column vault.managed_system.key is 'Public key and user name, unique in any letter case, never changed';
comment on column vault.managed_system.label is 'For people; empty = none';
comment on column vault.managed_system.state is 'active and paused are served, suspended and retired are not';
comment on column vault.managed_system.cap_bytes is 'Most bytes of this system; 0 = no limit';
comment on column vault.managed_system.last_number is 'Number of its newest upload, whatever became of it';
comment on column vault.managed_system.revision is 'Grows with every change of its list';
comment on column vault.managed_system.used_bytes is 'Bytes stored, those in deletion grace included';
comment on column vault.managed_system.reserved_bytes is 'Bytes that uploads under way have announced';
comment on column vault.managed_system.created_at is 'When it was added';

create table vault.credential (
  id          uuid        primary key,
  system_id   uuid        not null references vault.managed_system,
  secret_hmac bytea       not null unique check (octet_length(secret_hmac) = 32),
  pepper_id   text        not null,
  scopes      text[]      not null check (scopes <@ array ['upload', 'list', 'download', 'delete', 'rotate']),
  created_at  timestamptz not null default clock_timestamp(),
  expires_at  timestamptz,
  revoked_at  timestamptz
);
create index credential_system on vault.credential (system_id);
comment on table vault.credential is 'One secret of a system, as a keyed hash';
comment on column vault.credential.id is 'Internal identity';
comment on column vault.credential.system_id is 'Whose secret it is';
comment on column vault.credential.secret_hmac is 'HMAC-SHA-256 of the secret under the pepper; the secret itself is nowhere';
comment on column vault.credential.pepper_id is 'Which pepper; the peppers are not in the database';
comment on column vault.credential.scopes is 'What it may do: upload, list, download, delete, rotate';
comment on column vault.credential.created_at is 'When it was made';
comment on column vault.credential.expires_at is 'Refused from then on; null = never';
comment on column vault.credential.revoked_at is 'Refused since then; null = not revoked';

create table vault.api_key (
  id              uuid        primary key,
  label           text        not null,
  role            text        not null check (role in ('reader', 'operator', 'admin')),
  organization_id uuid        references vault.organization,
  secret_hmac     bytea       not null unique check (octet_length(secret_hmac) = 32),
  pepper_id       text        not null,
  created_at      timestamptz not null default clock_timestamp(),
  expires_at      timestamptz,
  revoked_at      timestamptz
);
comment on table vault.api_key is 'An operator''s key, as a keyed hash';
comment on column vault.api_key.id is 'Internal identity';
comment on column vault.api_key.label is 'For people';
comment on column vault.api_key.role is 'reader, operator or admin; each includes the ones before it';
comment on column vault.api_key.organization_id is 'The only organization it sees; null = all';
comment on column vault.api_key.secret_hmac is 'HMAC-SHA-256 of the key under the pepper';
comment on column vault.api_key.pepper_id is 'Which pepper';
comment on column vault.api_key.created_at is 'When it was made';
comment on column vault.api_key.expires_at is 'Refused from then on; null = never';
comment on column vault.api_key.revoked_at is 'Refused since then; null = not revoked';
