/**
 * The work between the ports. The order "intent row, bytes, manifest, commit" lives here, in {@link
 * dev.coffer.application.usecase.VaultUseCases} all of it is put together.
 */
@NullMarked
package dev.coffer.application.usecase;

import org.jspecify.annotations.NullMarked;
