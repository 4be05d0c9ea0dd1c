-- The hash of an API key changes when a key whose hash has an older form is used: tenant snapshots follow, as they do for
-- credentials.
drop trigger directory_api_key on vault.api_key;
create trigger directory_api_key
  after insert or delete or update of expires_at, revoked_at, secret_hmac on vault.api_key
  for each row execute function vault.note_directory_change('organization_id');

comment on column vault.credential.secret_hmac is 'HMAC-SHA-256 of the key of the system and the secret, under a key derived from the pepper; before its first use by this version, of the secret under the pepper itself. The secret itself is nowhere';
comment on column vault.api_key.secret_hmac is 'HMAC-SHA-256 of the key under a key derived from the pepper; before its first use by this version, under the pepper itself';
