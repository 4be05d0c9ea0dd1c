/** Replies, their headers and their errors, whatever the contract. */
@NullMarked
package dev.coffer.adapter.http.reply;

import org.jspecify.annotations.NullMarked;
