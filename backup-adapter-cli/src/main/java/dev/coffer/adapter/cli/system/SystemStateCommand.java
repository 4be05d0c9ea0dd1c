package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.SystemState;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code system suspend} and {@code system resume}: the same with another state. */
@Command
final class SystemStateCommand implements Callable<Integer> {

  private final CommandContext context;
  private final SystemState state;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  SystemStateCommand(CommandContext context, SystemState state) {
    this.context = context;
    this.state = state;
  }

  /** What {@code --json} prints. */
  record SystemStateLine(String key, String state) {}

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    try (var session = options.open(context)) {
      switch (session.systems().change(session.authority(), id, Systems.Change.of(state))) {
        case Systems.Changed _ -> {}
        case Systems.UnknownSystem() ->
            throw new UserError("there is no system \"%s\"".formatted(id));
        case Systems.Retired() ->
            throw new UserError("the system \"%s\" is retired. This is permanent.".formatted(id));
      }
    }
    var printed = new SystemStateLine(id.value(), Fields.lower(state));
    json.print(
        context.out(),
        printed,
        () -> context.out().println("%s is now %s".formatted(id, printed.state())));
    return 0;
  }
}
