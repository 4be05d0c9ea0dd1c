/**
 * What the vault needs from adapters. The Javadoc of each port is its specification; the contracts
 * in {@code backup-testkit} are the same in tests. All are called by many threads at once. Nothing
 * of a client library crosses a port: the outside's failures come as {@link
 * dev.coffer.application.port.out.StorageException}.
 */
@NullMarked
package dev.coffer.application.port.out;

import org.jspecify.annotations.NullMarked;
