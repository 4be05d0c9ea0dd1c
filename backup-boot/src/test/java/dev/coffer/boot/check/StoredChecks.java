package dev.coffer.boot.check;

import dev.coffer.boot.check.ClientEvent.Deleted;
import dev.coffer.boot.check.ClientEvent.Stored;
import dev.coffer.boot.check.ClientEvent.Undeleted;
import dev.coffer.boot.check.IndexTables.Backup;
import dev.coffer.boot.check.IndexTables.Copy;
import dev.coffer.boot.check.IndexTables.Tombstone;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Compares the rows of the index with the drives, and both with what was acknowledged. */
final class StoredChecks {

  private static final String ERASED = "select backup_id::text from vault.erased_backup";

  private final Evidence evidence;
  private final Report report;
  private final List<Backup> backups;
  private final Map<UUID, Backup> byId;
  private final List<Copy> copies;
  private final Map<UUID, Tombstone> tombstones;
  private final Set<String> erased;

  StoredChecks(IndexTables tables, Evidence evidence, Report report) throws SQLException {
    this.evidence = evidence;
    this.report = report;
    backups = tables.backups();
    byId = backups.stream().collect(Collectors.toMap(Backup::id, row -> row));
    copies = tables.finishedCopies();
    tombstones =
        tables.tombstones().stream().collect(Collectors.toMap(Tombstone::backup, one -> one));
    erased = Set.copyOf(tables.texts(ERASED));
  }

  void run() throws IOException {
    evidence.events().stream()
        .filter(Stored.class::isInstance)
        .map(Stored.class::cast)
        .forEach(this::checkAcknowledged);
    checkDeleted();
    Map<UUID, DriveChecks> drives = new HashMap<>();
    var owners = new TokenOwners(report);
    for (DriveContents drive : evidence.drives()) {
      var checks =
          new DriveChecks(drive, evidence.manifestKeys(), backups, tombstones.values(), report);
      checks.run(owners);
      drives.put(drive.id(), checks);
    }
    checkCopies(drives);
  }

  private void checkAcknowledged(Stored stored) {
    report.looked(Invariant.I1, 1);
    UUID id = idOf(stored.backup());
    Optional<Backup> row = Optional.ofNullable(byId.get(id));
    boolean isThere = row.isPresent() && row.get().isListed();
    boolean wasRemoved = tombstones.containsKey(id) || erased.contains(id.toString());
    report.violatedUnless(
        isThere || wasRemoved,
        Invariant.I1,
        "%s was acknowledged, and is %s"
            .formatted(stored.backup(), row.map(Backup::state).orElse("gone")));
    row.ifPresent(found -> {
      report.violatedUnless(
          !found.isListed()
              || (found.declared() == stored.size()
                  && found.sha256().equals(Optional.of(stored.sha256()))),
          Invariant.I1,
          stored.backup() + " has another size or SHA-256 than was acknowledged");
      report.looked(Invariant.I9, 1);
      report.violatedUnless(
          found.systemKey().equals(stored.system()),
          Invariant.I9,
          "%s was acknowledged to %s and is one of %s"
              .formatted(stored.backup(), stored.system(), found.systemKey()));
    });
  }

  /** Without the extension. */
  private static UUID idOf(String backup) {
    return UUID.fromString(backup.substring(0, 36));
  }

  private void checkDeleted() {
    Set<UUID> deleted = new HashSet<>();
    for (ClientEvent event : evidence.events()) {
      switch (event) {
        case Deleted(String backup, var _) -> deleted.add(idOf(backup));
        case Undeleted(String backup, var _) -> deleted.remove(idOf(backup));
        default -> {}
      }
    }
    for (UUID id : deleted) {
      boolean isBack = byId.containsKey(id) && byId.get(id).isListed();
      report.looked(Invariant.I7, 1);
      report.violatedUnless(!isBack, Invariant.I7, id + " was deleted, and is listed");
    }
  }

  private void checkCopies(Map<UUID, DriveChecks> drives) throws IOException {
    Map<UUID, List<Copy>> finished = copies.stream().collect(Collectors.groupingBy(Copy::backup));
    for (Backup row : backups) {
      List<Copy> of = finished.getOrDefault(row.id(), List.of());
      if (!drives.isEmpty()
          && row.isListed()
          && of.stream().allMatch(copy -> drives.containsKey(copy.drive()))) {
        checkCopies(
            row, of.stream().map(copy -> drives.get(copy.drive())).toList(), drives.values());
      }
    }
  }

  private void checkCopies(Backup row, List<DriveChecks> holders, Collection<DriveChecks> drives)
      throws IOException {
    List<DriveChecks> good = new ArrayList<>();
    for (DriveChecks holder : holders) {
      Optional<String> problem = holder.problemOf(row);
      report.looked(Invariant.I11, 1);
      problem.ifPresent(how ->
          report.violated(
              Invariant.I11, "%s on drive %s: %s".formatted(row.id(), holder.id(), how)));
      if (problem.isEmpty()) {
        good.add(holder);
      }
    }
    report.looked(Invariant.I2, 1);
    report.violatedUnless(
        row.isDamaged() || !good.isEmpty(),
        Invariant.I2,
        row.id() + " is listed as intact, and no copy of it is");
    report.looked(Invariant.I12, 1);
    report.violatedUnless(
        row.isDamaged() || drives.stream().anyMatch(holder -> holder.hasManifestOf(row)),
        Invariant.I12,
        row.id() + " has a right manifest on no drive");
  }
}
