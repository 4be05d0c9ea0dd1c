/** The specifications of the ports as tests: an adapter implements the interface and passes. */
@NullMarked
package dev.coffer.testkit.contract;

import org.jspecify.annotations.NullMarked;
