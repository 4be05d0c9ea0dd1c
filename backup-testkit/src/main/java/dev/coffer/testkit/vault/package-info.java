/** How the whole vault behaves, and behaves in trouble, as tests. */
@NullMarked
package dev.coffer.testkit.vault;

import org.jspecify.annotations.NullMarked;
