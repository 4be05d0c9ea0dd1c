/** Tenant snapshots and high-water marks on the drives, from which an index can be rebuilt. */
@NullMarked
package dev.coffer.application.rebuild;

import org.jspecify.annotations.NullMarked;
