/** The commands {@code coffer config …}. */
@NullMarked
package dev.coffer.adapter.cli.config;

import org.jspecify.annotations.NullMarked;
