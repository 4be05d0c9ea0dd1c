package dev.coffer.application.usecase;

import dev.coffer.application.port.in.FetchStored;
import dev.coffer.application.port.in.ListFleet;
import dev.coffer.application.port.in.RetryCopies;
import dev.coffer.application.port.in.ShowBackup;
import dev.coffer.application.port.out.Drives;
import dev.coffer.application.port.out.FleetIndex;
import dev.coffer.application.port.out.IndexPorts;
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
