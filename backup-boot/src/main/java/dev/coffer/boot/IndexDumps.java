package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess.RestoredIndex;
import dev.coffer.adapter.postgres.dump.DumpFile;
import dev.coffer.adapter.postgres.dump.PostgresDumps;
import dev.coffer.application.Identifiers;
import dev.coffer.application.Reasons;
import dev.coffer.application.UserError;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.application.dump.IndexDumpFormat;
import dev.coffer.boot.config.VaultConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;

/** Dumps, restores and moves the index of a vault. */
record IndexDumps(Identifiers identifiers, Clock clock) {

  /** Whether or not a server is running. */
  IndexDump dump(VaultConfig config, OutputStream target) {
    try (RunningIndex running = RunningIndex.forCommand(config, identifiers, clock)) {
      return dumps(running).write(target);
    } catch (IOException e) {
      throw new UncheckedIOException("the dump cannot be written", e);
    }
  }

  private static PostgresDumps dumps(RunningIndex running) {
    return new PostgresDumps(running.connection(), format(running.keyring()));
  }

  private static IndexDumpFormat format(Keyring keyring) {
    return new IndexDumpFormat(keyring);
  }

  IndexDump check(VaultConfig config, Path file) {
    try (DumpFile dump = open(config, file)) {
      return dump.contents();
    }
  }

  private static DumpFile open(VaultConfig config, Path file) {
    return DumpFile.open(file, format(RunningIndex.existingKeys(config)));
  }

  RestoredIndex restore(VaultConfig config, Path file, OptionalLong replaced) {
    // Opened before an embedded index is made for a file that is no dump.
    try (DumpFile dump = open(config, file);
        RunningIndex running = RunningIndex.alone(config, identifiers, clock)) {
      var restored = dumps(running).restore(dump, replaced);
      return new RestoredIndex(restored.dump(), restored.missingRoles());
    }
  }

  /**
   * Restores a dump of one index into the empty index of another configuration. The first one is
   * left as it is.
   */
  RestoredIndex move(VaultConfig from, VaultConfig to) {
    try (RunningIndex source = RunningIndex.alone(from, identifiers, clock)) {
      requireSameKeys(source.keyring(), RunningIndex.existingKeys(to));
      var dumps = dumps(source);
      dumps.requireAlone();
      Path folder = Files.createDirectories(from.data());
      Path file = Files.createTempFile(folder, "index-move-", ".dump");
      try {
        try (OutputStream target = Files.newOutputStream(file)) {
          var _ = dumps.write(target);
        }
        return restore(to, file, OptionalLong.empty());
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UserError("the dump to move cannot be written: " + Reasons.of(e), e);
    }
  }

  /** With others, no secret would be recognised and no manifest be verified. */
  private static void requireSameKeys(Keyring source, Keyring target) {
    if (!target.peppers().keySet().containsAll(source.peppers().keySet())
        || !target.manifestKeys().keySet().containsAll(source.manifestKeys().keySet())) {
      throw new UserError(
          "the new configuration has other keys than this vault (expected: the same pepper and manifest key, in vault.key or secrets)");
    }
  }
}
