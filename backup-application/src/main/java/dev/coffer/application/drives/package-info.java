/** The port for storing objects, with its errors, and the registry of drives. */
@NullMarked
package dev.coffer.application.drives;

import org.jspecify.annotations.NullMarked;
