/** Faults at each step of each protocol, in processes; run by {@code ./build verify -Pfaults}. */
@NullMarked
package dev.coffer.boot.faults;

import org.jspecify.annotations.NullMarked;
