package dev.coffer.boot.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check looks at besides the database.
 *
 * @param drives all of the vault, or those that are there
 * @param manifestKeys by their ids; empty if signatures cannot be verified
 * @param events what clients know
 * @param texts files that other people may read: logs, metrics, replies
 * @param secrets that must not be in them, besides everything that has the form of one
 */
public record Evidence(
    List<DriveContents> drives,
    Map<String, String> manifestKeys,
    List<ClientEvent> events,
    List<Path> texts,
    List<String> secrets,
    Optional<Growth> growth) {

  public Evidence {
    drives = List.copyOf(drives);
    manifestKeys = Map.copyOf(manifestKeys);
    events = List.copyOf(events);
    texts = List.copyOf(texts);
    secrets = List.copyOf(secrets);
  }

  /** What a process uses. */
  public record Use(long heapBytes, long threads, long files, long connections) {}

  /**
   * What a process used before its work, and a minute after it.
   *
   * @param allowedHeap bytes of what may be under way at once
   */
  public record Growth(Use before, Use after, long allowedHeap) {}

  /** Of drives alone. */
  public static Evidence of(List<DriveContents> drives) {
    return new Evidence(drives, Map.of(), List.of(), List.of(), List.of(), Optional.empty());
  }

  public Evidence with(List<ClientEvent> known) {
    return new Evidence(drives, manifestKeys, known, texts, secrets, growth);
  }

  public Evidence withKeys(Map<String, String> keys) {
    return new Evidence(drives, keys, events, texts, secrets, growth);
  }

  public Evidence withTexts(List<Path> files, List<String> hidden) {
    return new Evidence(drives, manifestKeys, events, files, hidden, growth);
  }

  public Evidence with(Growth measured) {
    return new Evidence(drives, manifestKeys, events, texts, secrets, Optional.of(measured));
  }
}
