/**
 * What the ports of the index promise, as tests: of the PostgreSQL adapter, and of the index in
 * memory that other tests run on. Not published: nobody else writes an index.
 */
@NullMarked
package dev.coffer.testkit.index;

import org.jspecify.annotations.NullMarked;
