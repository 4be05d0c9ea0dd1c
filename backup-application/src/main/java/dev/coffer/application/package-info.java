/**
 * What the vault does, without the outside: {@code port.in} says what may be asked of it, {@code
 * port.out} what it needs from adapters, {@code usecase} is the work between the two. Depends on
 * the domain alone (and on Jackson in {@code ManifestFormat}, the one durable format of the
 * product).
 *
 * <p>Start reading at {@link dev.coffer.application.port.in.StoreBackup}.
 */
@NullMarked
package dev.coffer.application;

import org.jspecify.annotations.NullMarked;
