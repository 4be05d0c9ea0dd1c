package dev.coffer.adapter.cli.backup;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.domain.backup.Protection;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A pin with an end. */
@Command(
    name = "hold",
    description = "Protect a backup from deletion until a date. Replaces an earlier hold.")
final class BackupHoldCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "ID", description = "The backup's id.")
  private @Nullable UUID id;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      required = true,
      converter = Arguments.Until.class,
      description = "2026-11-22, the end of that day, or 2026-11-22T10:00:00Z")
  private @Nullable Instant until;

  BackupHoldCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Instant end = Objects.requireNonNull(until);
    BackupProtectCommand.protect(
        context,
        options,
        json,
        Objects.requireNonNull(id),
        new Protection.Held(end),
        "is held until " + end);
    return 0;
  }
}
