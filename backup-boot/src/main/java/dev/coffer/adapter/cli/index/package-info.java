/** The commands {@code coffer index …}. */
@NullMarked
package dev.coffer.adapter.cli.index;

import org.jspecify.annotations.NullMarked;
