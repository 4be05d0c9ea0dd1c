/**
 * The index on PostgreSQL, with JDBI for statements and Flyway for the schema, and the embedded
 * PostgreSQL that stands in where none is configured. Depends on the application's ports. Start
 * reading at {@link dev.coffer.adapter.postgres.PostgresIndex}.
 */
@NullMarked
package dev.coffer.adapter.postgres;

import org.jspecify.annotations.NullMarked;
