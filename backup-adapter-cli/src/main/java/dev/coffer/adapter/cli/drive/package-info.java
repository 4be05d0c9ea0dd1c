/** The commands {@code coffer drive …}. */
@NullMarked
package dev.coffer.adapter.cli.drive;

import org.jspecify.annotations.NullMarked;
