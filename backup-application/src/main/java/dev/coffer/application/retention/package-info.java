/** Policies, verdicts, the pass that removes, its preview and its acceptance. */
@NullMarked
package dev.coffer.application.retention;

import org.jspecify.annotations.NullMarked;
