/** In-memory adapters that pass the contracts, for tests of use cases. */
@NullMarked
package dev.coffer.testkit.memory;

import org.jspecify.annotations.NullMarked;
