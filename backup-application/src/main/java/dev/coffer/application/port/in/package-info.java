/** What may be asked of the vault: one functional interface for each thing. */
@NullMarked
package dev.coffer.application.port.in;

import org.jspecify.annotations.NullMarked;
