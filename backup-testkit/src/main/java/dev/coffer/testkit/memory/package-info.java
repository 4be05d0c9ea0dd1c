/** Adapters that keep everything in memory, held to the same contracts as the real ones. */
@NullMarked
package dev.coffer.testkit.memory;

import org.jspecify.annotations.NullMarked;
