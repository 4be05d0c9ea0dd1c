/**
 * The operator API: what an operator's tool sees of all systems. Its routes, its access check, its
 * JSON and the texts of its refusals; nothing of it is seen outside of this package.
 *
 * <p>Start reading at {@link dev.coffer.adapter.http.operator.OperatorApi}.
 */
@NullMarked
package dev.coffer.adapter.http.operator;

import org.jspecify.annotations.NullMarked;
