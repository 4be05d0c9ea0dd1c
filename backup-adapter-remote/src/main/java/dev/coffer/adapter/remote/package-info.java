/**
 * A remote vault, for an operator's tools: the in-ports that the operator API covers, over HTTP.
 * Depends only on ports and domain, not on the server's side of the contract, which is described in
 * {@code docs/api/operators.md}; start reading at {@link dev.coffer.adapter.remote.RemoteVault}.
 */
@NullMarked
package dev.coffer.adapter.remote;

import org.jspecify.annotations.NullMarked;
