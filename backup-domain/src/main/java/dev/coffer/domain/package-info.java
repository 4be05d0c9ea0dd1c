/** Values and rules of the vault. */
@NullMarked
package dev.coffer.domain;

import org.jspecify.annotations.NullMarked;
