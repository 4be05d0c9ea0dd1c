/** The counted bytes of systems and organizations. */
@NullMarked
package dev.coffer.application.usage;

import org.jspecify.annotations.NullMarked;
