/**
 * The operator API, with which an operator's tool manages the backups of all systems: its routes,
 * its access check, its JSON and the texts of its refusals. None of them is used outside of this
 * package.
 *
 * <p>Start reading at {@link dev.coffer.adapter.http.operator.OperatorApi}.
 */
@NullMarked
package dev.coffer.adapter.http.operator;

import org.jspecify.annotations.NullMarked;
