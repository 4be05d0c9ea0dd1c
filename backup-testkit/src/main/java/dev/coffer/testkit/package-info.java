/** Port contracts and in-memory adapters for adapter authors. */
@NullMarked
package dev.coffer.testkit;

import org.jspecify.annotations.NullMarked;
