/** Statements of counted bytes. */
@NullMarked
package dev.coffer.adapter.postgres.usage;

import org.jspecify.annotations.NullMarked;
