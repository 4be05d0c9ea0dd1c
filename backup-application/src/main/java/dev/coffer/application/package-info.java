/** What every capability needs from outside, and the use cases put together. */
@NullMarked
package dev.coffer.application;

import org.jspecify.annotations.NullMarked;
