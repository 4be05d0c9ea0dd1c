/** The commands {@code coffer credential …}. */
@NullMarked
package dev.coffer.adapter.cli.credential;

import org.jspecify.annotations.NullMarked;
