/** Dumps of the whole index, and their restore into any supported version of PostgreSQL. */
@NullMarked
package dev.coffer.adapter.postgres.dump;

import org.jspecify.annotations.NullMarked;
