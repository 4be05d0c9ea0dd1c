/** The commands {@code coffer backup …}. */
@NullMarked
package dev.coffer.adapter.cli.backup;

import org.jspecify.annotations.NullMarked;
