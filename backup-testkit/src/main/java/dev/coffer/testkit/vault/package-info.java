/** Tests of how the whole vault behaves, also when parts of it fail. */
@NullMarked
package dev.coffer.testkit.vault;

import org.jspecify.annotations.NullMarked;
