/** Health, and vault-wide figures. */
@NullMarked
package dev.coffer.application.monitoring;

import org.jspecify.annotations.NullMarked;
