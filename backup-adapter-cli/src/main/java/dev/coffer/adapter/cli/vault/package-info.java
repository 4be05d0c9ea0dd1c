/** The commands on the vault as a whole: serve, config, index, usage and audit. */
@NullMarked
package dev.coffer.adapter.cli.vault;

import org.jspecify.annotations.NullMarked;
