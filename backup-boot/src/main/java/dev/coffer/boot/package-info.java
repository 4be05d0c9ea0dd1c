/** Wiring, configuration, command line. */
@NullMarked
package dev.coffer.boot;

import org.jspecify.annotations.NullMarked;
