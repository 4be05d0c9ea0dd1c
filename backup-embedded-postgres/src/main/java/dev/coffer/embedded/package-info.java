/**
 * The PostgreSQL that runs under the vault: its programs, data directory and process. Knows nothing
 * of backups.
 */
@NullMarked
package dev.coffer.embedded;

import org.jspecify.annotations.NullMarked;
