/** Verified downloads: by system, by copy, by signed link. */
@NullMarked
package dev.coffer.application.download;

import org.jspecify.annotations.NullMarked;
