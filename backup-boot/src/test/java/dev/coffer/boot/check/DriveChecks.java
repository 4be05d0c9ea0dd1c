package dev.coffer.boot.check;

import dev.coffer.boot.check.DriveContents.Found;
import dev.coffer.boot.check.IndexTables.Backup;
import dev.coffer.boot.check.IndexTables.Tombstone;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Compares one drive with the rows of the index. */
final class DriveChecks {

  private static final String OWN = ".vault/";
  private static final String MANIFESTS = ".vault/manifests/";
  private static final int UUID_LENGTH = 36;

  private final DriveContents drive;
  private final Map<String, String> manifestKeys;
  private final Map<UUID, Backup> byId;
  private final Map<String, Backup> byKey;
  private final Map<UUID, Tombstone> tombstones;
  private final Set<String> purged;
  private final Report report;
  private final Map<String, Found> objects;
  private final Map<UUID, ManifestLine> manifests = new HashMap<>();

  DriveChecks(
      DriveContents drive,
      Map<String, String> manifestKeys,
      Collection<Backup> backups,
      Collection<Tombstone> tombstones,
      Report report)
      throws IOException {
    this.drive = drive;
    this.manifestKeys = manifestKeys;
    this.byId = backups.stream().collect(Collectors.toMap(Backup::id, row -> row));
    this.byKey = backups.stream().collect(Collectors.toMap(Backup::objectKey, row -> row));
    this.tombstones = tombstones.stream().collect(Collectors.toMap(Tombstone::backup, one -> one));
    this.purged =
        tombstones.stream()
            .filter(Tombstone::isPurged)
            .map(Tombstone::objectKey)
            .collect(Collectors.toSet());
    this.report = report;
    this.objects = drive.objects();
  }

  UUID id() {
    return drive.id();
  }

  void run(TokenOwners owners) throws IOException {
    for (Map.Entry<String, Found> object : objects.entrySet()) {
      String key = object.getKey();
      if (key.startsWith(MANIFESTS)) {
        readManifest(key);
      }
    }
    objects.forEach((key, found) -> {
      if (!key.startsWith(OWN)) {
        checkObject(key, found);
      }
      if (!key.startsWith(OWN) || key.startsWith(MANIFESTS)) {
        found.token().ifPresent(token -> owners.found(token, backupOf(key)));
      }
    });
    manifests.forEach((id, manifest) -> {
      owners.found(manifest.token(), id.toString());
      checkManifest(id, manifest);
    });
    checkUnfinished();
  }

  /** The last part of a key is an id, and for bytes an extension. */
  private static String backupOf(String key) {
    String last = key.substring(key.lastIndexOf('/') + 1);
    return last.substring(0, Math.min(UUID_LENGTH, last.length()));
  }

  private void readManifest(String key) throws IOException {
    report.looked(Invariant.I3, 1);
    try (InputStream bytes = drive.open(key)) {
      ManifestLine manifest = ManifestLine.read(bytes.readAllBytes(), manifestKeys);
      manifests.put(UUID.fromString(backupOf(key)), manifest);
    } catch (ManifestLine.NotWhole e) {
      report.violated(Invariant.I3, key + ": " + e.getMessage());
    }
  }

  private void checkObject(String key, Found found) {
    report.looked(Invariant.I4, 1);
    report.looked(Invariant.I3, 1);
    Optional<Backup> row = Optional.ofNullable(byKey.get(key));
    if (row.isPresent()) {
      long size = row.get().declared();
      report.violatedUnless(
          found.size() == size,
          Invariant.I3,
          "%s has %d bytes (expected: %d)".formatted(key, found.size(), size));
      report.violatedUnless(
          row.get().mayHaveBytes(), Invariant.I4, key + " is of an upload that failed");
    } else if (purged.contains(key)) {
      report.violated(Invariant.I7, key + " was purged, and is there");
    } else {
      boolean hasManifest =
          manifests.values().stream().anyMatch(manifest -> manifest.objectKey().equals(key));
      report.violatedUnless(hasManifest, Invariant.I4, key + " has no row and no manifest");
    }
  }

  private void checkManifest(UUID id, ManifestLine manifest) {
    report.looked(Invariant.I12, 1);
    report.violatedUnless(
        manifest.isSigned(), Invariant.I12, "the manifest of %s is not signed".formatted(id));
    Optional<Backup> row = Optional.ofNullable(byId.get(id));
    if (row.isPresent()) {
      checkManifest(manifest, row.get());
    } else if (tombstones.containsKey(id)) {
      report.violatedUnless(
          !tombstones.get(id).isPurged(),
          Invariant.I7,
          "%s was purged, and has a manifest".formatted(id));
    } else {
      report.violated(Invariant.I12, "%s has a manifest and no row".formatted(id));
    }
  }

  private void checkManifest(ManifestLine manifest, Backup row) {
    report.violatedUnless(
        row.mayHaveBytes(),
        Invariant.I4,
        "%s has a manifest, and its upload failed".formatted(row.id()));
    report.looked(Invariant.I9, 1);
    report.violatedUnless(
        manifest.system().equals(row.system()),
        Invariant.I9,
        "%s is of another system in its manifest".formatted(row.id()));
    report.violatedUnless(
        manifest.agreesWith(row),
        Invariant.I12,
        "%s: %s and %s differ".formatted(row.id(), manifest, row));
  }

  /** Those of an upload in progress, and of one that is looked at again, go by themselves. */
  private void checkUnfinished() throws IOException {
    for (String name : drive.unfinished()) {
      boolean isExpected =
          byId.values().stream()
              .filter(row -> !row.isListed() && row.mayHaveBytes())
              .anyMatch(row -> name.contains(row.token()));
      report.looked(Invariant.I4, 1);
      report.violatedUnless(isExpected, Invariant.I4, "unfinished: " + name);
    }
  }

  /** Why the copy of a stored backup is not as it must be; reads all of it. */
  Optional<String> problemOf(Backup row) throws IOException {
    Optional<Found> found = Optional.ofNullable(objects.get(row.objectKey()));
    if (found.isEmpty()) {
      return Optional.of("it is missing");
    }
    if (!found.get().token().orElse(row.token()).equals(row.token())) {
      return Optional.of("it has another write token");
    }
    boolean isGood = row.sha256().equals(Optional.of(sha256(row.objectKey())));
    return isGood ? Optional.empty() : Optional.of("its SHA-256 is another one");
  }

  private String sha256(String key) throws IOException {
    try (InputStream bytes = drive.open(key)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean hasManifestOf(Backup row) {
    return Optional.ofNullable(manifests.get(row.id()))
        .filter(manifest -> manifest.isSigned() && manifest.agreesWith(row))
        .isPresent();
  }
}
