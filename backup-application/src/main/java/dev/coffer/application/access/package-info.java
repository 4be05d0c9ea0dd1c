/** Recognising who asks; secrets, their keyed hashes, signatures. */
@NullMarked
package dev.coffer.application.access;

import org.jspecify.annotations.NullMarked;
