/** Organizations, the systems that they own, and the credentials of those. */
@NullMarked
package dev.coffer.domain.tenancy;

import org.jspecify.annotations.NullMarked;
