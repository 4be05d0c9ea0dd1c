/** The configuration file, its overrides and its records. */
@NullMarked
package dev.coffer.boot.config;

import org.jspecify.annotations.NullMarked;
