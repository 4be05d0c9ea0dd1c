/** What is listed: the list of one system, the list of the fleet, one backup with its copies. */
@NullMarked
package dev.coffer.application.catalog;

import org.jspecify.annotations.NullMarked;
