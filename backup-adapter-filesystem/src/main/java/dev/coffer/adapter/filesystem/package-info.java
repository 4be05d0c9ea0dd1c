/** A directory as a drive. */
@NullMarked
package dev.coffer.adapter.filesystem;

import org.jspecify.annotations.NullMarked;
