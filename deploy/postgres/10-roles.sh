#!/bin/sh
# Runs once, when the image makes its data directory: the owner of the index is no superuser. For three roles, where the
# instances may not change the schema, see docs/operations.md.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/index-password)" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
create role coffer login password :'password';
create database coffer owner coffer encoding 'UTF8' template template0;
revoke all on database coffer from public;
SQL
