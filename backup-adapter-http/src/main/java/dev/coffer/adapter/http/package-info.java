/** The wire contracts on Helidon. */
@NullMarked
package dev.coffer.adapter.http;

import org.jspecify.annotations.NullMarked;
