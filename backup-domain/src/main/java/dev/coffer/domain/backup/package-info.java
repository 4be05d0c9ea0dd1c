/** A backup, its copies on drives, and what is listed of them. */
@NullMarked
package dev.coffer.domain.backup;

import org.jspecify.annotations.NullMarked;
