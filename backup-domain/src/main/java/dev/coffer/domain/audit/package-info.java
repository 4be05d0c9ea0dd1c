/** Events: who did what to which object. */
@NullMarked
package dev.coffer.domain.audit;

import org.jspecify.annotations.NullMarked;
