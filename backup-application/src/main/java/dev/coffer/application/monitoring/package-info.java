/** Health, and figures about the whole vault. */
@NullMarked
package dev.coffer.application.monitoring;

import org.jspecify.annotations.NullMarked;
