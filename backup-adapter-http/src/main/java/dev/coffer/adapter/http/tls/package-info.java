/** Certificates and keys of the TLS listeners. */
@NullMarked
package dev.coffer.adapter.http.tls;

import org.jspecify.annotations.NullMarked;
