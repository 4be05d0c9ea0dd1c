/** What every adapter of an out-port must pass: implement the interfaces in a test class. */
@NullMarked
package dev.coffer.testkit.contract;

import org.jspecify.annotations.NullMarked;
