/** Raw sockets against the real server: what a test client library would hide is the point here. */
@NullMarked
package dev.coffer.adapter.http;

import org.jspecify.annotations.NullMarked;
