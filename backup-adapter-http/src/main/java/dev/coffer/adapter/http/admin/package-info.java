/**
 * The admin API {@code /api/v1}. Start reading at {@link dev.coffer.adapter.http.admin.AdminApi}.
 */
@NullMarked
package dev.coffer.adapter.http.admin;

import org.jspecify.annotations.NullMarked;
