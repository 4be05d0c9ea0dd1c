/** Statements that recognise callers. */
@NullMarked
package dev.coffer.adapter.postgres.access;

import org.jspecify.annotations.NullMarked;
