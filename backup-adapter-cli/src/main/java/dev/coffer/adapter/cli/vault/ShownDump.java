package dev.coffer.adapter.cli.vault;

import dev.coffer.application.dump.IndexDump;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --json} prints of a dump.
 *
 * @param missingRoles of the server it was restored on; empty for a dump that was only written or
 *     checked
 */
record ShownDump(
    String vaultId,
    String takenAt,
    String schemaVersion,
    String postgresVersion,
    long organizations,
    long systems,
    long backups,
    Optional<String> newestBackupAt,
    List<String> missingRoles) {

  static ShownDump of(IndexDump dump, List<String> missingRoles) {
    return new ShownDump(
        dump.vaultId().toString(),
        dump.takenAt().toString(),
        dump.schemaVersion(),
        dump.postgresVersion(),
        dump.totals().organizations(),
        dump.totals().systems(),
        dump.totals().backups(),
        dump.totals().newestReceivedAt().map(Object::toString),
        missingRoles);
  }

  /** One line for people. */
  String line() {
    return "%d backups of %d systems in %d organizations, as of %s (newest backup: %s)"
        .formatted(backups, systems, organizations, takenAt, newestBackupAt.orElse("none"));
  }
}
