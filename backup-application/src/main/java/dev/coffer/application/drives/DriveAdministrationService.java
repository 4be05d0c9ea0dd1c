package dev.coffer.application.drives;

import dev.coffer.domain.access.Authority;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads drives from the registry, and asks each configured drive for its present state.
 *
 * @param drives the configured drives; opened when they are listed
 */
public record DriveAdministrationService(
    DriveRegistry registry, Supplier<List<Drives.Mounted>> drives) implements DriveAdministration {

  /** How long a list waits for a drive that does not answer. */
  private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

  private static final Optional<String> NO_ANSWER =
      Optional.of("does not answer within %d s".formatted(TIME_LIMIT.toSeconds()));

  @Override
  public List<Listed> list() {
    Map<UUID, CompletableFuture<Optional<String>>> checks = new HashMap<>();
    for (Drives.Mounted mounted : drives.get()) {
      checks.put(
          mounted.drive().id(),
          CompletableFuture.supplyAsync(
                  () -> problem(mounted), task -> Thread.ofVirtual().start(task))
              .completeOnTimeout(NO_ANSWER, TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    }
    return registry.drives().stream()
        .map(row ->
            new Listed(
                row,
                Optional.ofNullable(checks.get(row.drive().id())).flatMap(CompletableFuture::join)))
        .toList();
  }

  private static Optional<String> problem(Drives.Mounted mounted) {
    try {
      mounted.probe();
      return Optional.empty();
    } catch (StorageException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public RemoveResult remove(Authority by, String label) {
    return registry.remove(by.actor(), label);
  }
}
