/** Organizations, systems, credentials, API keys, import, reassignment. */
@NullMarked
package dev.coffer.application.tenancy;

import org.jspecify.annotations.NullMarked;
