/** What load balancers ask, over real sockets. */
@NullMarked
package dev.coffer.adapter.http.management;

import org.jspecify.annotations.NullMarked;
