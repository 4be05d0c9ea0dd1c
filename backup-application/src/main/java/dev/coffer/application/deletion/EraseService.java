package dev.coffer.application.deletion;

import dev.coffer.application.Maintenance;
import dev.coffer.application.deletion.ErasureIndex.Begun;
import dev.coffer.application.deletion.ErasureIndex.ProtectedBackups;
import dev.coffer.application.deletion.ErasureIndex.Remaining;
import dev.coffer.application.deletion.ErasureIndex.Served;
import dev.coffer.application.deletion.ErasureIndex.Unknown;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageException;
import dev.coffer.domain.tenancy.Erasure;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tenants out, step by step: the purge queue empties the drives, and this waits for it. What
 * an erasure has reached is in the index alone, so that whoever comes next goes on with it.
 */
public final class EraseService implements EraseTenant, Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(EraseService.class);

  private final ErasureIndex index;
  private final Supplier<Drives> drives;

  public EraseService(ErasureIndex index, Supplier<Drives> drives) {
    this.index = index;
    this.drives = drives;
  }

  @Override
  public Result erase(Command command) {
    if (!command.versionsMayStay()) {
      List<String> keeping = keepingVersions();
      if (!keeping.isEmpty()) {
        return new VersionsStay(keeping);
      }
    }
    return switch (index.begin(
        command.actor(), command.operator(), command.target(), command.suspend())) {
      case Begun(Erasure erasure) -> goOn(erasure);
      case Unknown() -> new UnknownTarget();
      case Served(var systems) -> new NotSuspended(systems);
      case ProtectedBackups(var backups) -> new Protected(backups);
    };
  }

  private List<String> keepingVersions() {
    return drives.get().mounted().stream()
        .filter(mounted -> mounted.store().mayKeepVersions())
        .map(mounted -> mounted.drive().label())
        .toList();
  }

  private Result goOn(Erasure erasure) {
    if (erasure.finishedAt().isPresent()) {
      return new Erased(erasure);
    }
    index.bury(erasure);
    Remaining remaining = index.remaining(erasure);
    Optional<Erasure> finished = remaining.isNothing() ? index.finish(erasure) : Optional.empty();
    return finished
        .<Result>map(Erased::new)
        .orElseGet(() ->
            new UnderWay(erasure, remaining.uploads(), remaining.waiting(), remaining.size()));
  }

  /** Goes on with all that were begun. */
  @Override
  public void run() {
    for (Erasure erasure : index.underWay()) {
      try {
        if (goOn(erasure) instanceof Erased) {
          LOG.info("erased {} \"{}\"", erasure.kind(), erasure.name());
        }
      } catch (StorageException e) {
        LOG.warn(
            "{} \"{}\" cannot be erased now; a later pass retries",
            erasure.kind(),
            erasure.name(),
            e);
      }
    }
  }
}
