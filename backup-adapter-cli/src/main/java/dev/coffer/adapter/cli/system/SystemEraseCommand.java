package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.EraseOptions;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** For good. */
@Command(
    name = "erase",
    description = {
      "Erase a suspended system with all its backups permanently, on every drive, without "
          + "a grace period.",
      "Repeat the command until every drive has confirmed, or use --wait."
    })
final class SystemEraseCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final EraseOptions erase = new EraseOptions();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  SystemEraseCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    erase.erase(context, new TenantRef.OfSystem(Objects.requireNonNull(key)));
    return 0;
  }
}
