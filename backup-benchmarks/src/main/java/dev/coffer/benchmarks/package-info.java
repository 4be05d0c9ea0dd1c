/** Measurements, run on demand, never shipped. */
@NullMarked
package dev.coffer.benchmarks;

import org.jspecify.annotations.NullMarked;
