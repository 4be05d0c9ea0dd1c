/**
 * The appliance API: what the shell script of a backed-up system speaks. Its routes, its access
 * check, its JSON and the texts of its refusals; nothing of it is seen outside of this package.
 *
 * <p>Start reading at {@link dev.coffer.adapter.http.appliance.ApplianceApi}.
 */
@NullMarked
package dev.coffer.adapter.http.appliance;

import org.jspecify.annotations.NullMarked;
