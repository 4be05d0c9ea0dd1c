/**
 * What load balancers, supervisors and Prometheus ask: {@code /ping}, {@code /ready} and {@code
 * /metrics}. Start reading at {@link dev.coffer.adapter.http.management.ManagementApi}.
 */
@NullMarked
package dev.coffer.adapter.http.management;

import org.jspecify.annotations.NullMarked;
