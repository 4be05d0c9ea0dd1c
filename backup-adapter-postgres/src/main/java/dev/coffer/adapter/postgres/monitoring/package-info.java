/** Statements that count what the whole vault holds. */
@NullMarked
package dev.coffer.adapter.postgres.monitoring;

import org.jspecify.annotations.NullMarked;
