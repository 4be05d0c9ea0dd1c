/** The record of events. */
@NullMarked
package dev.coffer.application.audit;

import org.jspecify.annotations.NullMarked;
