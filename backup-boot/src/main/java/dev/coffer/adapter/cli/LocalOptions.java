package dev.coffer.adapter.cli;

import dev.coffer.boot.Wiring.AdministrationSession;
import dev.coffer.boot.config.VaultConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of every command that works on the vault of the configuration alone. Who names
 * another one, with an option or by the environment, must not find that this one was changed.
 */
public final class LocalOptions {

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(names = "--url", paramLabel = "URL", hidden = true)
  private @Nullable String url;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  public VaultConfig read(CommandContext context) {
    Optional.ofNullable(url)
        .or(() -> RemoteOptions.variable(context.environment(), RemoteOptions.URL_VARIABLE))
        .ifPresent(elsewhere -> {
          throw new CommandFailure(
              "\"%s\" is not offered for a vault elsewhere (\"%s\"): run it beside the vault, without --url and %s"
                  .formatted(name(), elsewhere, RemoteOptions.URL_VARIABLE));
        });
    return config.read(context);
  }

  public AdministrationSession open(CommandContext context) {
    return context.wiring().administration().open(read(context));
  }

  private String name() {
    return command == null ? "this" : command.qualifiedName();
  }
}
