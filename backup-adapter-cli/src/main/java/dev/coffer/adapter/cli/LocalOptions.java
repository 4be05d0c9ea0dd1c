package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of every command that works on the local vault alone. It refuses to run while a
 * remote vault is selected, by option or by environment, so that nobody changes the local one by
 * mistake.
 */
public final class LocalOptions {

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(names = "--url", paramLabel = "URL", hidden = true)
  private @Nullable String url;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  public LocalVault vault(CommandContext context) {
    Optional.ofNullable(url)
        .or(() -> RemoteOptions.variable(context.environment(), RemoteOptions.URL_VARIABLE))
        .ifPresent(elsewhere -> {
          throw new UserError(
              ("\"%s\" does not work on a remote vault (\"%s\"). Run it on the vault's machine, "
                      + "without --url and %s.")
                  .formatted(name(), elsewhere, RemoteOptions.URL_VARIABLE));
        });
    return config.vault(context);
  }

  public AdministrationSession open(CommandContext context) {
    return vault(context).open();
  }

  private String name() {
    return command == null ? "this" : command.qualifiedName();
  }
}
