/** Authenticates callers: a gate for each contract, and the throttle of failed logins. */
@NullMarked
package dev.coffer.adapter.http.access;

import org.jspecify.annotations.NullMarked;
