/** The commands {@code coffer audit …}. */
@NullMarked
package dev.coffer.adapter.cli.audit;

import org.jspecify.annotations.NullMarked;
