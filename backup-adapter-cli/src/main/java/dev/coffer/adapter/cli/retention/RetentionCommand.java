package dev.coffer.adapter.cli.retention;

import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.PausedDeletion;
import dev.coffer.adapter.cli.VaultAccess;
import dev.coffer.application.UserError;
import dev.coffer.application.retention.RetentionIndex.Halt;
import dev.coffer.application.retention.RetentionIndex.Halts;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.TenantRef.OfOrganizationNamed;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything about which backups stay. */
@Command(
    name = "retention",
    description = "Show and change retention policies, preview them, and approve paused deletions.",
    synopsisSubcommandLabel = "COMMAND")
public final class RetentionCommand {

  private RetentionCommand() {}

  public static CommandLine tree(CommandContext context) {
    return new CommandLine(new RetentionCommand())
        .addSubcommand("show", new Show(context))
        .addSubcommand("set", new Assign(context))
        .addSubcommand("unset", new Unassign(context))
        .addSubcommand("preview", new RetentionPreviewCommand(context))
        .addSubcommand("accept", new Accept(context));
  }

  /** Whose policy says what. */
  @Command(
      name = "show",
      description = {
        "Show the policy of a system, of an organization or, without either, of the vault.",
        "Also shows whether automatic deletion is paused and waiting for approval."
      })
  static final class Show implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();

    @ArgGroup private @Nullable RetentionOwnerOptions owner;

    Show(CommandContext context) {
      this.context = context;
    }

    /** What {@code --json} prints; no policy: it has none of its own. */
    record RetentionState(
        Optional<SequencedMap<String, Object>> policy,
        Optional<String> halted,
        List<Halt> haltedOrganizations) {}

    @Override
    public Integer call() {
      try (var session = options.open(context)) {
        var policies = session.retention();
        Optional<RetentionPolicy> policy =
            owner == null
                ? Optional.of(policies.vaultPolicy())
                : policies.show(session.authority(), owner.tenant());
        Halts halts = policies.halts(session.authority());
        json.print(
            context.out(),
            new RetentionState(policy.map(ShownPolicy::json), halts.vault(), halts.organizations()),
            () -> print(policy, halts));
      }
      return 0;
    }

    private void print(Optional<RetentionPolicy> policy, Halts halts) {
      String whose = owner == null ? "the vault" : RetentionOwnerOptions.describe(owner.tenant());
      if (policy.isPresent()) {
        context.out().println("The policy of %s:".formatted(whose));
        ShownPolicy.print(context.out(), policy.get());
        ShownPolicy.warn(context.err(), policy.get());
      } else {
        context
            .out()
            .println(
                "There is no policy of %s. The policy of the next wider level applies."
                    .formatted(whose));
      }
      halts.vault().map(PausedDeletion::describe).ifPresent(context.out()::println);
      halts.organizations().stream().map(PausedDeletion::describe).forEach(context.out()::println);
    }
  }

  /** In place of the one before. */
  @Command(
      name = "set",
      description = {
        "Give a system or an organization its own policy. Options you leave out default to "
            + "no limit, no slots, 24 hours of protection and a min-keep of 1.",
        "The policy of the vault is in its configuration. The narrowest policy applies."
      })
  static final class Assign implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();
    @Mixin private final JsonOption json = new JsonOption();
    @Mixin private final RetentionOptions policy = new RetentionOptions();

    @ArgGroup(multiplicity = "1")
    private RetentionOwnerOptions owner = new RetentionOwnerOptions();

    Assign(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      RetentionPolicy given = policy.policy().orElse(RetentionPolicy.KEEP_ALL);
      TenantRef of = owner.tenant();
      try (var session = options.open(context)) {
        boolean isThere = session.retention().assign(session.authority(), of, given);
        if (!isThere) {
          throw new UserError("there is no " + RetentionOwnerOptions.describe(of));
        }
      }
      json.print(
          context.out(),
          ShownPolicy.json(given),
          () -> {
            context
                .out()
                .println("The policy of %s:".formatted(RetentionOwnerOptions.describe(of)));
            ShownPolicy.print(context.out(), given);
          });
      ShownPolicy.warn(context.err(), given);
      return 0;
    }
  }

  /** The policy of the next wider level applies then. */
  @Command(
      name = "unset",
      description =
          "Remove the policy of a system or an organization. The policy of the next wider "
              + "level applies.")
  static final class Unassign implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();

    @ArgGroup(multiplicity = "1")
    private RetentionOwnerOptions owner = new RetentionOwnerOptions();

    Unassign(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      TenantRef of = owner.tenant();
      try (var session = options.open(context)) {
        boolean isThere = session.retention().unassign(session.authority(), of);
        if (!isThere) {
          throw new UserError("there is no " + RetentionOwnerOptions.describe(of));
        }
      }
      context
          .out()
          .println("There is no policy of %s now.".formatted(RetentionOwnerOptions.describe(of)));
      return 0;
    }
  }

  /** After somebody has looked. */
  @Command(
      name = "accept",
      description = {
        "Resume automatic deletion that was paused because it looked like a mistake: of one "
            + "organization, or without --organization of all, also after a jump of the clock.",
        "Run coffer retention show and coffer retention preview first."
      })
  static final class Accept implements Callable<Integer> {

    private final CommandContext context;

    @Mixin private final LocalOptions options = new LocalOptions();

    @Option(
        names = "--organization",
        paramLabel = "NAME",
        description = "Only the retention of this organization.")
    private @Nullable String organization;

    Accept(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (var session = options.open(context)) {
        Halts accepted = accept(session);
        accepted
            .vault()
            .ifPresent(reason ->
                context
                    .out()
                    .println("Accepted. Automatic deletion resumes within minutes: " + reason));
        accepted
            .organizations()
            .forEach(halt ->
                context
                    .out()
                    .println(
                        "Accepted. Retention of organization \"%s\" resumes within minutes: %s"
                            .formatted(halt.organization(), halt.reason())));
        if (accepted.isEmpty()) {
          context
              .out()
              .println(
                  organization == null
                      ? "Automatic deletion is not paused."
                      : "Retention of organization \"%s\" is not paused.".formatted(organization));
        }
      }
      return 0;
    }

    private Halts accept(VaultAccess.AdministrationSession session) {
      if (organization == null) {
        return session.retention().accept(session.authority());
      }
      var named = new OfOrganizationNamed(organization);
      return session
          .retention()
          .accept(session.authority(), named)
          .orElseThrow(() -> new UserError("there is no " + RetentionOwnerOptions.describe(named)));
    }
  }
}
