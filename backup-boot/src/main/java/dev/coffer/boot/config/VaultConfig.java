package dev.coffer.boot.config;

import dev.coffer.application.VaultSettings;
import dev.coffer.application.copies.CopySettings;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.application.upload.UploadSettings;
import dev.coffer.boot.VaultFiles;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.retention.RetentionPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * All that an operator may choose, valid as a whole.
 *
 * @param data where this instance keeps its own files: the embedded index, its keys, its lock
 * @param drives places for bytes, the first is the primary
 * @param maxUpload largest backup accepted; 0 = no limit
 * @param allowance how often, and how many at once, each system may upload
 * @param transfers that this instance takes at once
 * @param copies how the work on copies is paced
 * @param deletionGrace how long a deleted backup's bytes stay
 * @param retention which backups stay, of systems and organizations that have no policy of their
 *     own
 * @param secrets the vault's keys; empty with the embedded index alone: made at the first start in
 *     {@code vault.key}
 */
public record VaultConfig(
    ServerConfig server,
    IndexConfig index,
    Path data,
    List<DriveConfig> drives,
    ByteSize maxUpload,
    UploadAllowance allowance,
    TransferLimits transfers,
    CopySettings copies,
    Duration deletionGrace,
    RetentionPolicy retention,
    Optional<SecretsConfig> secrets,
    LogConfig log) {

  /** Under the working directory of the command. */
  public static final Path DEFAULT_DATA = Path.of("coffer-data");

  /** 2 GiB. */
  public static final ByteSize DEFAULT_MAX_UPLOAD = UploadSettings.DEFAULT_MAX;

  /** 7 days. */
  public static final Duration DEFAULT_DELETION_GRACE = VaultSettings.DEFAULT_DELETION_GRACE;

  /** Ten years: a longer grace is a typing error. */
  static final Duration MAX_DELETION_GRACE = Duration.ofDays(3650);

  public VaultConfig {
    drives = List.copyOf(drives);
    if (drives.isEmpty()) {
      throw new IllegalArgumentException("drives: none (expected: at least one)");
    }
    var labels = new HashSet<String>();
    for (var drive : drives) {
      if (!labels.add(drive.label())) {
        throw new IllegalArgumentException(
            "drives: label \"%s\" is given twice (expected: a different label for each drive)"
                .formatted(drive.label()));
      }
    }
    if (deletionGrace.isNegative() || deletionGrace.compareTo(MAX_DELETION_GRACE) > 0) {
      throw new IllegalArgumentException(
          "deletion.grace: \"%s\" (expected: 0 to 3650d)".formatted(deletionGrace));
    }
    if (index instanceof IndexConfig.External && secrets.isEmpty()) {
      throw new IllegalArgumentException(
          "secrets: none (expected: with index.url, the same secrets in every instance)");
    }
  }

  /** The files of this instance. */
  public VaultFiles files() {
    return new VaultFiles(data);
  }
}
