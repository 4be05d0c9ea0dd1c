/** The commands {@code coffer key …}. */
@NullMarked
package dev.coffer.adapter.cli.key;

import org.jspecify.annotations.NullMarked;
