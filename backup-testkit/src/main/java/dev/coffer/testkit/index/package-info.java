/** The contract of the index as tests. */
@NullMarked
package dev.coffer.testkit.index;

import org.jspecify.annotations.NullMarked;
