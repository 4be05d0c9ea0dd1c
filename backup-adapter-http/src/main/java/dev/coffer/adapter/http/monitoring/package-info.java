/**
 * What load balancers, supervisors and Prometheus ask for: {@code /ping}, {@code /ready}, {@code
 * /health}, {@code /metrics}.
 */
@NullMarked
package dev.coffer.adapter.http.monitoring;

import org.jspecify.annotations.NullMarked;
