package dev.coffer.boot;

import java.nio.file.Path;

/** The paths of everything in the data directory. */
public record VaultFiles(Path data) {

  /** The holder of its lock is the only process that uses the directory. */
  Path lock() {
    return data.resolve("lock");
  }

  Path keys() {
    return data.resolve("vault.key");
  }

  /** The first system's credentials, for {@code curl --netrc-file}. */
  Path firstSystem() {
    return data.resolve("first-system.netrc");
  }

  /** The first operator's API key. */
  Path operatorKey() {
    return data.resolve("operator.key");
  }

  /** The only drive, where none is configured. */
  public Path defaultDrive() {
    return data.resolve("drive");
  }
}
