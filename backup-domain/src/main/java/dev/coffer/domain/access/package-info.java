/** Who asks, and how far they reach. */
@NullMarked
package dev.coffer.domain.access;

import org.jspecify.annotations.NullMarked;
