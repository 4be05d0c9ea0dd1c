/**
 * A vault elsewhere, for an operator's tools: the in-ports that the operator API can answer, over
 * HTTP. Depends on ports and domain alone, not on the server's side of the contract, which is
 * written in {@code docs/api/operators.md}; start reading at {@link
 * dev.coffer.adapter.remote.RemoteVault}.
 */
@NullMarked
package dev.coffer.adapter.remote;

import org.jspecify.annotations.NullMarked;
