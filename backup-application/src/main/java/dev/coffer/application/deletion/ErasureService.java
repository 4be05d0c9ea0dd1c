package dev.coffer.application.deletion;

import dev.coffer.application.Maintenance;
import dev.coffer.application.access.Keyring;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.deletion.ErasureIndex.Begun;
import dev.coffer.application.deletion.ErasureIndex.Remaining;
import dev.coffer.application.drives.Drives;
import dev.coffer.application.drives.StorageException;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.tenancy.Erasure;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases tenants step by step: the purge queue removes the data from the drives, and the erasure
 * waits for it. Its progress is stored only in the index, so that any instance can continue it.
 */
public final class ErasureService implements Erasures, Maintenance {

  private static final Logger LOG = LoggerFactory.getLogger(ErasureService.class);

  private final ErasureIndex index;
  private final Supplier<Drives> drives;
  private final ErasureReport report;

  /**
   * @param drives opened by the first erasure, to ask whether they keep versions of deleted objects
   */
  public ErasureService(
      ErasureIndex index, Supplier<Drives> drives, UUID vaultId, Keyring keyring) {
    this.index = index;
    this.drives = drives;
    this.report = new ErasureReport(index, vaultId, keyring);
  }

  @Override
  public EraseResult erase(Authority by, EraseCommand command) {
    if (!command.versionsMayStay()) {
      List<String> keeping = keepingVersions();
      if (!keeping.isEmpty()) {
        return new VersionsStay(keeping);
      }
    }
    return switch (index.begin(by, command.tenant(), command.suspend())) {
      case Begun(Erasure erasure) -> proceed(erasure);
      case Refused refused -> refused;
    };
  }

  private List<String> keepingVersions() {
    return drives.get().mounted().stream()
        .filter(mounted -> mounted.store().mayKeepVersions())
        .map(mounted -> mounted.drive().label())
        .toList();
  }

  private EraseResult proceed(Erasure erasure) {
    if (erasure.finishedAt().isPresent()) {
      return new Erased(erasure);
    }
    index.markDeleting(erasure);
    Remaining remaining = index.remaining(erasure);
    Optional<Erasure> finished = remaining.isNothing() ? index.finish(erasure) : Optional.empty();
    return finished
        .<EraseResult>map(Erased::new)
        .orElseGet(() ->
            new UnderWay(erasure, remaining.uploads(), remaining.waiting(), remaining.size()));
  }

  @Override
  public void report(Erasure erasure, Consumer<String> lines) {
    report.write(erasure, lines);
  }

  @Override
  public SigningKey signingKey() {
    return report.key();
  }

  /** Continues all erasures that have begun. */
  @Override
  public void run() {
    for (Erasure erasure : index.underWay()) {
      try {
        if (proceed(erasure) instanceof Erased) {
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
