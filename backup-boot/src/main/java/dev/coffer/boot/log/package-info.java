/** What the process writes to standard error: events, and the sentences of commands. */
@NullMarked
package dev.coffer.boot.log;

import org.jspecify.annotations.NullMarked;
