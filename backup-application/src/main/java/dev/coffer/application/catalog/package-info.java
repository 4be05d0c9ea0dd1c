/** Listings: of one system, of the fleet, and of one backup with its copies. */
@NullMarked
package dev.coffer.application.catalog;

import org.jspecify.annotations.NullMarked;
