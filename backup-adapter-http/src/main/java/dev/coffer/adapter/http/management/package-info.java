/**
 * What load balancers and supervisors ask: {@code /ping} and {@code /ready}. Start reading at
 * {@link dev.coffer.adapter.http.management.ManagementApi}.
 */
@NullMarked
package dev.coffer.adapter.http.management;

import org.jspecify.annotations.NullMarked;
