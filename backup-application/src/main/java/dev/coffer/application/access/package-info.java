/** Recognises callers; secrets, their keyed hashes, and signatures. */
@NullMarked
package dev.coffer.application.access;

import org.jspecify.annotations.NullMarked;
