/** Use cases and the ports they need. */
@NullMarked
package dev.coffer.application;

import org.jspecify.annotations.NullMarked;
