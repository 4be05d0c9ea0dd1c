/** The index on PostgreSQL. */
@NullMarked
package dev.coffer.adapter.postgres;

import org.jspecify.annotations.NullMarked;
