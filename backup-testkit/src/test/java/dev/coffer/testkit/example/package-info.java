/** An adapter as another team would write it. {@code docs/extending.md} prints it. */
@NullMarked
package dev.coffer.testkit.example;

import org.jspecify.annotations.NullMarked;
