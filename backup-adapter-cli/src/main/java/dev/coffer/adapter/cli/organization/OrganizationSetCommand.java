package dev.coffer.adapter.cli.organization;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.Organization;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes what can be changed of an organization. */
@Command(name = "set", description = "Change the name or the quota of an organization.")
final class OrganizationSetCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(paramLabel = "NAME", description = "The organization's current name.")
  private String name = "";

  @Option(names = "--name", paramLabel = "NAME", description = "The new name.")
  private @Nullable String newName;

  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      description =
          "Limit of stored bytes of all its systems together, as in 500GiB; 0 = no limit.")
  private @Nullable ByteSize quota;

  OrganizationSetCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional.ofNullable(newName).ifPresent(wanted -> Arguments.checked(wanted, Organization::name));
    var change = new Organizations.Change(Optional.ofNullable(newName), Optional.ofNullable(quota));
    try (var session = options.open(context)) {
      Organization meant =
          session.organizations().showNamed(session.authority(), name).orElseThrow(() -> unknown());
      switch (session.organizations().change(session.authority(), meant.id(), change)) {
        case Organizations.Changed(Organization now) -> print(now);
        case Organizations.UnknownOrganization() -> throw unknown();
        case Organizations.NameTaken() ->
            throw new UserError(
                "an organization named \"%s\" already exists"
                    .formatted(Objects.requireNonNull(newName)));
        case Organizations.NotPermitted() ->
            throw new UserError("you are not permitted to change the quota");
      }
    }
    return 0;
  }

  private UserError unknown() {
    return new UserError("there is no organization \"%s\"".formatted(name));
  }

  private void print(Organization now) {
    json.print(
        context.out(),
        OrganizationCommand.OrganizationLine.of(now),
        () ->
            context
                .out()
                .println(
                    "%s now has a quota of %s"
                        .formatted(now.name(), Units.limitForPeople(now.quota()))));
  }
}
