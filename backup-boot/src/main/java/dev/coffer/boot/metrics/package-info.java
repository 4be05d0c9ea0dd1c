/** Metrics, measured from outside the use cases. */
@NullMarked
package dev.coffer.boot.metrics;

import org.jspecify.annotations.NullMarked;
