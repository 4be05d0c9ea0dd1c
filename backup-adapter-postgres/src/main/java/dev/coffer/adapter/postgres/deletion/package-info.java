/** Statements of deletion, purging and erasure. */
@NullMarked
package dev.coffer.adapter.postgres.deletion;

import org.jspecify.annotations.NullMarked;
