package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** No byte moves. */
@Command(
    name = "reassign",
    description = "Move a system with all its backups to another organization. No data is copied.")
final class SystemReassignCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "KEY", description = "The system's key.")
  private @Nullable SystemId key;

  @Option(
      names = "--to",
      paramLabel = "NAME",
      required = true,
      description = "The new organization.")
  private String organization = "";

  SystemReassignCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record ReassignedSystem(String key, String organization, long bytes) {}

  @Override
  public Integer call() {
    SystemId id = Objects.requireNonNull(key);
    try (var session = options.open(context)) {
      switch (session.systems().reassign(session.authority(), id, organization)) {
        case Systems.Reassigned(var moved) ->
            json.print(
                context.out(),
                new ReassignedSystem(id.value(), organization, moved.bytes()),
                () ->
                    context
                        .out()
                        .println(
                            "%s now belongs to %s, with %s"
                                .formatted(id, organization, Units.forPeople(moved))));
        case Systems.UnknownSystem() ->
            throw new UserError("there is no system \"%s\"".formatted(id));
        case Systems.UnknownOrganization() ->
            throw new UserError("there is no organization \"%s\"".formatted(organization));
        case Systems.QuotaExceeded() ->
            throw new UserError(
                "the quota of \"%s\" has no room for the used and reserved bytes of \"%s\""
                    .formatted(organization, id));
      }
    }
    return 0;
  }
}
