@NullMarked
package dev.coffer.adapter.remote;

import org.jspecify.annotations.NullMarked;
