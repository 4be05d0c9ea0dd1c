/** Statements of the copy queue. */
@NullMarked
package dev.coffer.adapter.postgres.copies;

import org.jspecify.annotations.NullMarked;
