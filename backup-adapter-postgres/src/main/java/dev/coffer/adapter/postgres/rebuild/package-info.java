/** Statements of tenant snapshots and high-water marks. */
@NullMarked
package dev.coffer.adapter.postgres.rebuild;

import org.jspecify.annotations.NullMarked;
