/** The operator API over real sockets, with lambdas in place of the vault. */
@NullMarked
package dev.coffer.adapter.http.operator;

import org.jspecify.annotations.NullMarked;
