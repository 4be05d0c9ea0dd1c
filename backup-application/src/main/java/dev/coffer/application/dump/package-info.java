/** Dumps of the index: what one contains, and how its contents are signed. */
@NullMarked
package dev.coffer.application.dump;

import org.jspecify.annotations.NullMarked;
