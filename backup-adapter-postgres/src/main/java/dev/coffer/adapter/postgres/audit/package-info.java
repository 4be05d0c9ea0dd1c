/** Statements of the audit log. */
@NullMarked
package dev.coffer.adapter.postgres.audit;

import org.jspecify.annotations.NullMarked;
