#!/bin/sh
# Runs once, when the image creates its data directory. The owner of the index is not a superuser. For a setup with three
# roles, in which the instances cannot change the schema, see docs/postgresql.md.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/index-password)" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
create role coffer login password :'password';
create database coffer owner coffer encoding 'UTF8' template template0;
revoke all on database coffer from public;
SQL
