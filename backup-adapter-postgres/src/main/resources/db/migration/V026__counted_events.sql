-- Requests of which there are too many for an event each are counted, and each count is one event.
alter table vault.audit_event add column times bigint not null default 1 check (times >= 1);
comment on column vault.audit_event.times is 'How often it was done; 1 but for counted requests, whose action says so';
