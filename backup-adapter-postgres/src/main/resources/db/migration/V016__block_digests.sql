-- By what a part of a backup is proved without the rest. Apart from vault.backup, whose rows stay small for lists.
create table vault.block_digests (
  backup_id   uuid    primary key references vault.backup on delete cascade,
  key_id      text    not null,
  block_bytes integer not null check (block_bytes > 0),
  digests     bytea   not null check (octet_length(digests) > 0 and octet_length(digests) % 16 = 0)
);
-- They look random: compressing them is in vain.
alter table vault.block_digests alter column digests set storage external;
comment on table vault.block_digests is 'Digests of the blocks of a backup. None for a backup of one block, and for one stored by an earlier version until it is read';
comment on column vault.block_digests.backup_id is 'Which backup';
comment on column vault.block_digests.key_id is 'Id of the manifest key from which their key is derived';
comment on column vault.block_digests.block_bytes is 'Bytes of each block; the last one may be shorter';
comment on column vault.block_digests.digests is '16 bytes for each block, in order';
