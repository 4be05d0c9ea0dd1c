package dev.coffer.boot;

import dev.coffer.domain.access.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What a vault signs with, for tests that check a signature on their own. */
public final class ManifestKeys {

  private ManifestKeys() {}

  /** The keys that a data directory holds, by their ids. */
  public static Map<String, Secret> in(Path data) throws IOException {
    return KeyFile.readOrCreate(data.resolve("vault.key"), true, new RandomIdentifiers())
        .manifestKeys();
  }
}
