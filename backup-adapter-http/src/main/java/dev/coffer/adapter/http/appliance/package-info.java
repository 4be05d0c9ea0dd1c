/**
 * The appliance API, which the shell script of a backed-up system uses: its routes, its access
 * check, its JSON and the texts of its refusals. None of them is used outside of this package.
 *
 * <p>Start reading at {@link dev.coffer.adapter.http.appliance.ApplianceApi}.
 */
@NullMarked
package dev.coffer.adapter.http.appliance;

import org.jspecify.annotations.NullMarked;
