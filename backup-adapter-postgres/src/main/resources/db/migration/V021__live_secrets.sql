-- Instances know in memory which secrets there are, and read those that were added since.
create index credential_created on vault.credential (created_at, id) where revoked_at is null;
create index api_key_created on vault.api_key (created_at, id) where revoked_at is null;
comment on index vault.credential_created is 'Secrets of systems that are not revoked, as they were added';
comment on index vault.api_key_created is 'API keys that are not revoked, as they were added';
