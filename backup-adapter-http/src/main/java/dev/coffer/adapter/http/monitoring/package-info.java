/**
 * The endpoints for load balancers, supervisors and Prometheus: {@code /ping}, {@code /ready},
 * {@code /health}, {@code /metrics}.
 */
@NullMarked
package dev.coffer.adapter.http.monitoring;

import org.jspecify.annotations.NullMarked;
