/** Who asks: the gates of the contracts, and the throttle of failed logins. */
@NullMarked
package dev.coffer.adapter.http.access;

import org.jspecify.annotations.NullMarked;
