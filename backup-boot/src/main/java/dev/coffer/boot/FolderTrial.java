package dev.coffer.boot;

import dev.coffer.application.Reasons;
import dev.coffer.application.drives.DriveThreads;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.IndexConfig;
import dev.coffer.boot.config.VaultConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Whether a start could make and write its directories, and use the keys in them. Makes those that
 * are missing, because a file system may refuse what its permissions promise, and removes them
 * again.
 */
final class FolderTrial {

  private FolderTrial() {}

  /**
   * What stands in the way, each with its key.
   *
   * @param limit how long each directory may take
   */
  static List<String> problems(VaultConfig config, Duration limit) {
    List<String> problems = new ArrayList<>();
    if (config.index() instanceof IndexConfig.Embedded) {
      problem("data", config.data(), limit)
          .or(() -> keyProblem(config).map("data: "::concat))
          .ifPresent(problems::add);
    }
    for (int i = 0; i < config.drives().size(); i++) {
      if (config.drives().get(i) instanceof DriveConfig.FilesystemDrive(_, var directory)) {
        problem("drives.%d.directory".formatted(i), directory, limit).ifPresent(problems::add);
      }
    }
    return problems;
  }

  private static Optional<String> keyProblem(VaultConfig config) {
    return config.secrets().isPresent() ? Optional.empty() : KeyFile.problem(config.files().keys());
  }

  /** In a limited time, as the folder may be on a file server that hangs. */
  static Optional<String> problem(String key, Path folder, Duration limit) {
    var threads = new DriveThreads(folder.toString(), limit, () -> {});
    try {
      return threads.call(key, () -> problem(key, folder));
    } catch (IOException | StorageUnavailable e) {
      return Optional.of(
          "%s: \"%s\" does not answer within %d s".formatted(key, folder, limit.toSeconds()));
    }
  }

  private static Optional<String> problem(String key, Path folder) {
    if (Files.isDirectory(folder)) {
      return Files.isWritable(folder)
          ? Optional.empty()
          : Optional.of("%s: \"%s\" cannot be written".formatted(key, folder));
    }
    Deque<Path> made = new ArrayDeque<>();
    try {
      make(folder.toAbsolutePath().normalize(), made);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("%s: \"%s\" cannot be created: %s".formatted(key, folder, Reasons.of(e)));
    } finally {
      made.forEach(FolderTrial::remove);
    }
  }

  /** Remembers the deepest one first. */
  private static void make(Path folder, Deque<Path> made) throws IOException {
    Path parent = folder.getParent();
    if (parent != null && !Files.exists(parent)) {
      make(parent, made);
    }
    Files.createDirectory(folder);
    made.push(folder);
  }

  private static void remove(Path made) {
    try {
      Files.delete(made);
    } catch (IOException e) {
      // A vault that starts at this moment has found it, and uses it.
    }
  }
}
