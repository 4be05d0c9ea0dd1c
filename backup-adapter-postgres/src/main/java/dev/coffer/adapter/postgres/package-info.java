/** The index in PostgreSQL. Start reading at {@link dev.coffer.adapter.postgres.PostgresIndex}. */
@NullMarked
package dev.coffer.adapter.postgres;

import org.jspecify.annotations.NullMarked;
