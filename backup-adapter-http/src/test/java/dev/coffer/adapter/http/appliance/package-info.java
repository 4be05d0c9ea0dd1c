/** The appliance API over real sockets, with lambdas in place of the vault. */
@NullMarked
package dev.coffer.adapter.http.appliance;

import org.jspecify.annotations.NullMarked;
