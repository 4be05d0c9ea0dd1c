/**
 * The contract of drives as tests, and stores for tests. An adapter's test class implements the
 * contract and must pass.
 */
@NullMarked
package dev.coffer.testkit.drives;

import org.jspecify.annotations.NullMarked;
