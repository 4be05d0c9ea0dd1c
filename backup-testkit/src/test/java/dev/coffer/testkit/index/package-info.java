/**
 * The contracts of the index's ports, as tests: of the PostgreSQL adapter, and of the index in
 * memory that other tests use. Not published, because there is only one real index.
 */
@NullMarked
package dev.coffer.testkit.index;

import org.jspecify.annotations.NullMarked;
