/** The commands {@code coffer retention …}. */
@NullMarked
package dev.coffer.adapter.cli.retention;

import org.jspecify.annotations.NullMarked;
