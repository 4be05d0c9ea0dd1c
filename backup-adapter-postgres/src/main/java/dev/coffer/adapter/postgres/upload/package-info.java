/** Statements of the upload protocol. */
@NullMarked
package dev.coffer.adapter.postgres.upload;

import org.jspecify.annotations.NullMarked;
