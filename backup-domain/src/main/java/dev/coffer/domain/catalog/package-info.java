/** Lists of backups: what they show, how they are filtered, ordered and divided into pages. */
@NullMarked
package dev.coffer.domain.catalog;

import org.jspecify.annotations.NullMarked;
