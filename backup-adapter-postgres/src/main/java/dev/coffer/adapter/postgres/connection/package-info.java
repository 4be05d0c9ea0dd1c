/** Pools, sessions, transactions, migrations, and what the statements of all capabilities share. */
@NullMarked
package dev.coffer.adapter.postgres.connection;

import org.jspecify.annotations.NullMarked;
