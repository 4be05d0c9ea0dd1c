/** Statements of lists. */
@NullMarked
package dev.coffer.adapter.postgres.catalog;

import org.jspecify.annotations.NullMarked;
