package dev.coffer.adapter.cli.organization;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.Table;
import dev.coffer.adapter.cli.Table.Column;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.Organizations.Added;
import dev.coffer.application.tenancy.Organizations.NameTaken;
import dev.coffer.application.tenancy.Organizations.NotPermitted;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.Page;
import dev.coffer.domain.Units;
import dev.coffer.domain.tenancy.Organization;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tenants. */
@Command(name = "organization", description = "Add, list, change and erase organizations.")
public final class OrganizationCommand {

  private OrganizationCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new OrganizationCommand())
        .addSubcommand("add", new Add(context))
        .addSubcommand("list", new All(context))
        .addSubcommand("set", new OrganizationSetCommand(context))
        .addSubcommand("erase", new OrganizationEraseCommand(context));
  }

  /** What {@code --json} prints of one; a quota of 0 is none. */
  record OrganizationLine(String name, long quotaBytes, long usedBytes, long reservedBytes) {

    static OrganizationLine of(Organization organization) {
      return new OrganizationLine(
          organization.name(),
          organization.quota().bytes(),
          organization.used().bytes(),
          organization.reserved().bytes());
    }
  }

  @Command(name = "add", description = "Add an organization.")
  static final class Add implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    @Parameters(paramLabel = "NAME", description = "Name of the organization, 1 to 128 characters.")
    private String name = "";

    @Option(
        names = "--quota",
        paramLabel = "SIZE",
        description =
            "Limit of stored bytes of all its systems together, as in 500GiB. Default: 0, no "
                + "limit")
    private ByteSize quota = ByteSize.ZERO;

    Add(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      Arguments.checked(name, Organization::name);
      try (var session = options.open(context)) {
        switch (session.organizations().add(session.authority(), name, quota)) {
          case NotPermitted() -> throw new UserError("you are not permitted to add organizations");
          case NameTaken() ->
              throw new UserError("an organization named \"%s\" already exists".formatted(name));
          case Added(Organization organization) ->
              json.print(
                  context.out(),
                  OrganizationLine.of(organization),
                  () -> context.out().println("Added the organization " + name));
        }
      }
      return 0;
    }
  }

  @Command(name = "list", description = "List all organizations.")
  static final class All implements Callable<Integer> {

    private static final int PAGE = 1000;

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    All(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (var session = options.open(context)) {
        List<Organization> all =
            Page.all((Optional<String> after) ->
                session
                    .organizations()
                    .page(session.authority(), new Organizations.PageQuery(after, PAGE)));
        json.print(
            context.out(), all.stream().map(OrganizationLine::of).toList(), () -> print(all));
      }
      return 0;
    }

    private void print(List<Organization> organizations) {
      var table =
          new Table(
              Column.cut("NAME"),
              Column.whole("QUOTA"),
              Column.whole("USED"),
              Column.whole("RESERVED"));
      for (Organization organization : organizations) {
        table.row(
            organization.name(),
            Units.limitForPeople(organization.quota()),
            Units.forPeople(organization.used()),
            Units.forPeople(organization.reserved()));
      }
      table.print(context.out());
    }
  }
}
