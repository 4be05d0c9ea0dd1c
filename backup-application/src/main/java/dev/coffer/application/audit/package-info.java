/** The audit log. */
@NullMarked
package dev.coffer.application.audit;

import org.jspecify.annotations.NullMarked;
