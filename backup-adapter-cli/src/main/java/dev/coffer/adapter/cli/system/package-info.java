/** The commands {@code coffer system …}. */
@NullMarked
package dev.coffer.adapter.cli.system;

import org.jspecify.annotations.NullMarked;
