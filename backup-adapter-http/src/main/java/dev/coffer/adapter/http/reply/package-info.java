/** Replies, their headers and their errors, for all contracts. */
@NullMarked
package dev.coffer.adapter.http.reply;

import org.jspecify.annotations.NullMarked;
