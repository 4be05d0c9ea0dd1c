/** Statements about drives. */
@NullMarked
package dev.coffer.adapter.postgres.drives;

import org.jspecify.annotations.NullMarked;
