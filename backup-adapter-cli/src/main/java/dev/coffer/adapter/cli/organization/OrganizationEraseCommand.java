package dev.coffer.adapter.cli.organization;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.EraseOptions;
import dev.coffer.application.UserError;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For good. */
@Command(
    name = "erase",
    description = {
      "Erase an organization with its systems, keys and all backups permanently, on every "
          + "drive, without a grace period.",
      "Repeat the command until every drive has confirmed, or use --wait."
    })
final class OrganizationEraseCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final EraseOptions erase = new EraseOptions();

  @Parameters(paramLabel = "NAME", description = "The organization's name.")
  private String name = "";

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "The same name again, as confirmation.")
  private String confirmed = "";

  @Option(names = "--yes", description = "Confirm without repeating the name, for scripts.")
  private boolean yes;

  OrganizationEraseCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (!yes && !confirmed.equals(name)) {
      throw new UserError(
          ("this erases everything of \"%s\" permanently. Confirm it with --confirm and the "
                  + "same name, or with --yes.")
              .formatted(name));
    }
    erase.erase(context, new TenantRef.OfOrganizationNamed(name));
    return 0;
  }
}
