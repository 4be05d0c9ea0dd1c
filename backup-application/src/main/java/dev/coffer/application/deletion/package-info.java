/** Delete, undelete, pin, hold, purge, erase. */
@NullMarked
package dev.coffer.application.deletion;

import org.jspecify.annotations.NullMarked;
