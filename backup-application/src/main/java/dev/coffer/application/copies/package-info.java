/** Copies on further drives: plan, copy, back-fill, scrub, repair, retry. */
@NullMarked
package dev.coffer.application.copies;

import org.jspecify.annotations.NullMarked;
