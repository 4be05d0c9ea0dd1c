-- What operators list across systems: by arrival, newest or oldest first, with each filter on an index of its own.
create index backup_fleet on vault.backup (received_at, id) where state <> 'deleting';
create index backup_fleet_organization on vault.backup (organization_id, received_at, id) where state <> 'deleting';
create index backup_fleet_system on vault.backup (system_id, received_at, id) where state <> 'deleting';
create index managed_system_shown_label on vault.managed_system (coalesce(nullif(label, ''), key));
comment on index vault.backup_fleet is 'Everything an operator lists';
comment on index vault.backup_fleet_organization is 'Everything of one organization';
comment on index vault.backup_fleet_system is 'Everything of one system, and of the systems of one label';
comment on index vault.managed_system_shown_label is 'Systems by what operators see as their label';

-- The few copies that are not as they should be; the conditions are those of the status, see catalog.backup.
create index copy_under_way on vault.copy (backup_id)
  where status in ('pending', 'running') and attempts < 10;
create index copy_failed on vault.copy (backup_id)
  where status = 'failed' or (status in ('pending', 'running') and attempts >= 10);
comment on index vault.copy_under_way is 'Copies that make a backup pending';
comment on index vault.copy_failed is 'Copies that make a backup failed, unless another one makes it pending';
