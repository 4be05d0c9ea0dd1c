package dev.coffer.boot.config;

import dev.coffer.adapter.s3.S3Config;
import dev.coffer.boot.ExternalDrives;
import dev.coffer.domain.backup.Drive;
import java.nio.file.Path;

/** One place for bytes; its kind decides which adapter serves it. */
public sealed interface DriveConfig {

  /** Unique in the vault. */
  String label();

  /** As the index and the operators know this kind. */
  String provider();

  /**
   * A bucket of an S3-compatible store.
   *
   * @param store its address and how to connect to it
   */
  record S3Drive(String label, S3Config store) implements DriveConfig {

    static final String PROVIDER = "s3";

    public S3Drive {
      Drive.checkLabel(label);
    }

    @Override
    public String provider() {
      return PROVIDER;
    }
  }

  /** A drive with an adapter from another program; see {@link ExternalDrives}. */
  record ExternalDrive(String label) implements DriveConfig {

    static final String PROVIDER = "external";

    public ExternalDrive {
      Drive.checkLabel(label);
    }

    @Override
    public String provider() {
      return PROVIDER;
    }
  }

  /**
   * A directory of this machine or of a shared mount.
   *
   * @param directory made at the first start; later on it must be the one that was made
   */
  record FilesystemDrive(String label, Path directory) implements DriveConfig {

    static final String PROVIDER = "local";

    /** Of the only drive, where none is configured. */
    static final String DEFAULT_LABEL = "local";

    public FilesystemDrive {
      Drive.checkLabel(label);
    }

    @Override
    public String provider() {
      return PROVIDER;
    }
  }
}
