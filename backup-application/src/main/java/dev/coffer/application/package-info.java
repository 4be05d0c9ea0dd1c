/** What every capability needs from outside, and the wiring of the use cases. */
@NullMarked
package dev.coffer.application;

import org.jspecify.annotations.NullMarked;
