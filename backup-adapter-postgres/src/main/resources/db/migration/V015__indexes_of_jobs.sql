-- What jobs would look for in whole tables again and again.
create index backup_credential on vault.backup (credential_id);
create index backup_marked on vault.backup (organization_id, id) where state = 'available' and (pinned or hold_until is not null);
create index copy_lease on vault.copy (lease_token) where status = 'running';
