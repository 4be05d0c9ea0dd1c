/** Which backups of a system to keep, and why. */
@NullMarked
package dev.coffer.domain.retention;

import org.jspecify.annotations.NullMarked;
