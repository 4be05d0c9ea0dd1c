/**
 * The contract of drives as tests, and stores for tests: an adapter implements the interface and
 * passes.
 */
@NullMarked
package dev.coffer.testkit.drives;

import org.jspecify.annotations.NullMarked;
