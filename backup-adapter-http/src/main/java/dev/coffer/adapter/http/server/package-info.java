/**
 * The HTTP server and the guard of its connections. Start reading at {@link
 * dev.coffer.adapter.http.server.HttpServer}.
 */
@NullMarked
package dev.coffer.adapter.http.server;

import org.jspecify.annotations.NullMarked;
