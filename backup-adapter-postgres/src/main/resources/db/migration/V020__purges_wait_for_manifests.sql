-- A scrub that rewrites a manifest while the backup is deleted: the purge waits for it, and removes that manifest too.
alter table vault.copy add column purge_held_until timestamptz;
comment on column vault.copy.purge_held_until is 'Until then a scrub may write a manifest of this copy, and no purge of its backup begins; null = no scrub does';
