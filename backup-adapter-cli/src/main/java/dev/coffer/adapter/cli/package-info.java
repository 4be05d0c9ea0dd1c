/** The command line: its root command, its context and its output. */
@NullMarked
package dev.coffer.adapter.cli;

import org.jspecify.annotations.NullMarked;
