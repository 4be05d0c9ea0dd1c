/** Statements of retention. */
@NullMarked
package dev.coffer.adapter.postgres.retention;

import org.jspecify.annotations.NullMarked;
