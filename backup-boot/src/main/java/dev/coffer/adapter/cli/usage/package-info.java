/** The commands {@code coffer usage …}. */
@NullMarked
package dev.coffer.adapter.cli.usage;

import org.jspecify.annotations.NullMarked;
