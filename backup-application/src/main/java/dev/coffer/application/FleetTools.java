package dev.coffer.application;

import dev.coffer.application.catalog.FleetIndex;
import dev.coffer.application.catalog.ListFleet;
import dev.coffer.application.catalog.ListFleetService;
import dev.coffer.application.catalog.ShowBackup;
import dev.coffer.application.copies.RetryCopies;
import dev.coffer.application.download.CopyReader;
import dev.coffer.application.download.FetchStored;
import dev.coffer.application.download.FetchStoredService;
import dev.coffer.application.drives.Drives;
import dev.coffer.domain.access.Actor;
import java.util.function.Supplier;

/** What an operator's tools ask about the backups of all systems, wherever the vault is. */
public record FleetTools(
    ListFleet listFleet, ShowBackup showBackup, RetryCopies retryCopies, FetchStored fetchStored) {

  /**
   * For tools that run beside the server.
   *
   * @param user whose tool it is
   * @param drives asked once something is fetched, and not before: all else needs the index alone
   */
  public static FleetTools beside(IndexPorts index, String user, Supplier<Drives> drives) {
    FleetIndex fleet = index.fleet();
    var actor = new Actor(Actor.Kind.COMMAND_LINE, user);
    return new FleetTools(
        new ListFleetService(fleet),
        fleet::find,
        (operator, id) -> fleet.retry(actor, operator, id),
        new FetchStoredService(
            fleet, index.audit(), actor, () -> new CopyReader(index.backups(), drives.get())));
  }
}
