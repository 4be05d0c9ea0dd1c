/** Values that every other package of the domain is built from. Pure Java. */
@NullMarked
package dev.coffer.domain;

import org.jspecify.annotations.NullMarked;
