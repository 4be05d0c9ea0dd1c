/** Statements about organizations, systems, credentials and API keys. */
@NullMarked
package dev.coffer.adapter.postgres.tenancy;

import org.jspecify.annotations.NullMarked;
