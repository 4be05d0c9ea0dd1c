package dev.coffer.boot.check;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What lies on a drive, read without the adapter that wrote it. */
public interface DriveContents {

  /**
   * An object.
   *
   * @param token empty where the drive keeps none
   */
  record Found(long size, Optional<String> token) {}

  /** As its marker says. */
  UUID id();

  /** Of all objects, with their keys: bytes of backups, manifests and everything else. */
  Map<String, Found> objects() throws IOException;

  InputStream open(String key) throws IOException;

  /** Names of temporary files or open multipart uploads, of uploads alone. */
  Set<String> unfinished() throws IOException;
}
