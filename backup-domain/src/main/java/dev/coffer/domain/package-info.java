/**
 * The values and rules of the vault: pure Java, no I/O, no clock, no framework, no logging.
 *
 * <p>Glossary. An <b>organization</b> is a tenant; it owns systems and has a quota. A <b>system</b>
 * ({@link dev.coffer.domain.ManagedSystem}) is what gets backed up; its {@link
 * dev.coffer.domain.SystemId} is its public key and user name. A <b>credential</b> is one secret of
 * a system, with {@link dev.coffer.domain.Scope scopes}. A <b>backup</b> is one immutable sequence
 * of bytes of a system, ordered by its number in the system's own count. A <b>drive</b> is a
 * configured place for bytes, a <b>copy</b> one backup on one drive. A <b>manifest</b> is a small
 * signed object beside the bytes, from which the index row can be rebuilt. The <b>status</b> of a
 * backup is the pure function {@link dev.coffer.domain.BackupStatus#of}.
 *
 * <p>Start reading at {@link dev.coffer.domain.Backup}.
 */
@NullMarked
package dev.coffer.domain;

import org.jspecify.annotations.NullMarked;
