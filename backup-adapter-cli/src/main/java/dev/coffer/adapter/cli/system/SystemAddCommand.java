package dev.coffer.adapter.cli.system;

import dev.coffer.adapter.cli.Arguments;
import dev.coffer.adapter.cli.CommandContext;
import dev.coffer.adapter.cli.Fields;
import dev.coffer.adapter.cli.JsonOption;
import dev.coffer.adapter.cli.LocalOptions;
import dev.coffer.adapter.cli.SecretOutput;
import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.application.UserError;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.tenancy.Systems.Added;
import dev.coffer.application.tenancy.Systems.KeyTaken;
import dev.coffer.application.tenancy.Systems.UnknownOrganization;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a system known and prints its secret, once. */
@Command(name = "add", description = "Add a system and print its secret. It cannot be shown again.")
final class SystemAddCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private final LocalOptions options = new LocalOptions();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final SecretOutput secretOutput = new SecretOutput();

  @Parameters(
      paramLabel = "KEY",
      description = "The system's key, which is also its user name, as in NETH-4F2A-77C1.")
  private @Nullable SystemId key;

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      description = "The organization that owns the system. Default: default")
  private String organization = "default";

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description = "A description for people. Default: none")
  private String label = "";

  @Option(
      names = "--cap",
      paramLabel = "SIZE",
      description = "Limit of stored bytes of this system, as in 50GiB. Default: 0, no limit")
  private ByteSize cap = ByteSize.ZERO;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      split = ",",
      description =
          "What the secret permits: upload, list, download, delete, rotate. Default: "
              + "upload,list,download")
  private List<Scope> scopes = List.copyOf(Scope.APPLIANCE_DEFAULT);

  SystemAddCommand(CommandContext context) {
    this.context = context;
  }

  /** What {@code --json} prints. */
  record AddedSystem(
      String key,
      String secret,
      String organization,
      String label,
      long capBytes,
      List<String> scopes) {}

  @Override
  public Integer call() {
    Arguments.checked(label, ManagedSystem::label);
    var command =
        new Systems.AddCommand(
            Objects.requireNonNull(key), organization, label, cap, Set.copyOf(scopes));
    try (var session = options.open(context)) {
      secretOutput.unlessRefused(() -> add(session, command));
    }
    return 0;
  }

  private void add(AdministrationSession session, Systems.AddCommand command) {
    switch (session
        .systems()
        .add(session.authority(), command, added -> handOver(command, added))) {
      case KeyTaken() ->
          throw new UserError(
              "a system with the key \"%s\" already exists, possibly in another letter case"
                  .formatted(key));
      case UnknownOrganization() ->
          throw new UserError(
              "there is no organization \"%s\". Add it with coffer organization add."
                  .formatted(organization));
      case Added _ ->
          context.err().println("The vault does not store the secret and cannot show it again.");
    }
  }

  private void handOver(Systems.AddCommand command, Added added) {
    var printed =
        new AddedSystem(
            command.id().value(),
            added.secret().value(),
            command.organization(),
            command.label(),
            command.cap().bytes(),
            EnumSet.copyOf(command.scopes()).stream().map(scope -> Fields.lower(scope)).toList());
    secretOutput.handOver(
        context,
        json,
        printed,
        "key     %s\nsecret  %s\n".formatted(printed.key(), printed.secret()));
  }
}
