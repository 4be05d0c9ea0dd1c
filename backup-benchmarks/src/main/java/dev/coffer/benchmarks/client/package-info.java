/** Clients that load a vault over HTTP as appliances and operators do, and what they measured. */
@NullMarked
package dev.coffer.benchmarks.client;

import org.jspecify.annotations.NullMarked;
