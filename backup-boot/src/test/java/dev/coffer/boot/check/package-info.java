/** Whether the invariants of a vault hold, seen from its database, its drives and its clients. */
@NullMarked
package dev.coffer.boot.check;

import org.jspecify.annotations.NullMarked;
