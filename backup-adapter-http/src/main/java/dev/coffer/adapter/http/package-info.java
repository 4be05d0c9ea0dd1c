/**
 * The HTTP server all wire contracts share: Helidon, the connection guard, failures, routes.
 *
 * <p>Of backups it knows how storage fails, and nothing else: each contract is a package below this
 * one, which hands its routes to {@link dev.coffer.adapter.http.HttpServer} and its error envelope
 * to {@link dev.coffer.adapter.http.HttpErrors}. Start reading at {@code HttpServer}; what the
 * guard protects from is told at {@code ConnectionGuard}.
 */
@NullMarked
package dev.coffer.adapter.http;

import org.jspecify.annotations.NullMarked;
