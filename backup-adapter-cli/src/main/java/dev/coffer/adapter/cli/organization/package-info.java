/** The commands {@code coffer organization …}. */
@NullMarked
package dev.coffer.adapter.cli.organization;

import org.jspecify.annotations.NullMarked;
