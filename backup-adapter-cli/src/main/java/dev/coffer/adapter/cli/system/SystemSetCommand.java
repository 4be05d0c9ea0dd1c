package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemProfile;
import dev.coffer.domain.tenancy.SystemState;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes what can be changed of a system. */
@Command(
    name = "set",
    description = "Change the label, state, cap or expected interval of a system.")
final class SystemSetCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  @Option(names = "--label", paramLabel = "TEXT", description = "A description for people.")
  private @Nullable String label;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "active, paused, suspended, or retired, which is permanent.")
  private @Nullable SystemState state;

  @Option(
      names = "--cap",
      paramLabel = "SIZE",
      description = "Limit of stored bytes of this system, as in 50GiB; 0 = no limit.")
  private @Nullable ByteSize cap;

  @Option(
      names = "--expect-every",
      paramLabel = "DURATION",
      description = "How often a backup is expected, as in 1d; 0 = never.")
  private @Nullable Duration interval;

  SystemSetCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints; 0 bytes: no limit, 0 seconds: none is expected. */
  record ChangedSystem(
      String key, String label, String state, long capBytes, long expectedIntervalSeconds) {

    static ChangedSystem of(SystemProfile profile) {
      return new ChangedSystem(
          profile.system().id().value(),
          profile.system().label(),
          Fields.lower(profile.system().state()),
          profile.system().cap().bytes(),
          profile.expectedInterval().toSeconds());
    }
  }

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    Optional.ofNullable(label).ifPresent(wanted -> Arguments.checked(wanted, ManagedSystem::label));
    var change =
        new Systems.Change(
            Optional.ofNullable(label),
            Optional.ofNullable(state),
            Optional.ofNullable(cap),
            Optional.ofNullable(interval));
    try (var session = options.open(context)) {
      switch (session.systems().change(session.authority(), id, change)) {
        case Systems.Changed(SystemProfile now) ->
            json.print(
                context.out(),
                ChangedSystem.of(now),
                () ->
                    context
                        .out()
                        .println("%s is now %s".formatted(id, Fields.lower(now.system().state()))));
        case Systems.UnknownSystem() ->
            throw new UserError("there is no system \"%s\"".formatted(id));
        case Systems.Retired() ->
            throw new UserError("the system \"%s\" is retired. This is permanent.".formatted(id));
      }
    }
    return 0;
  }
}
