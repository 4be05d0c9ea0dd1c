<<<<<<< HEAD
/** What every adapter of an out-port must pass: implement the interfaces in a test class. */
=======
/** The specifications of the ports as tests: an adapter implements the interface and passes. */
>>>>>>> main
@NullMarked
package dev.coffer.testkit.contract;

import org.jspecify.annotations.NullMarked;
