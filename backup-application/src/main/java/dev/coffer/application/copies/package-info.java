/** Copies on further drives: plan, make, backfill, scrub, repair, retry. */
@NullMarked
package dev.coffer.application.copies;

import org.jspecify.annotations.NullMarked;
