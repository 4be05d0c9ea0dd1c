package dev.coffer.adapter.cli;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of every command that lists what a period brought, of one organization or of all. */
public final class PeriodOptions {

  private static final String SINCE = "--since";

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      description = "Only this organization. Default: all")
  private @Nullable String organization;

  @Option(
      names = SINCE,
      paramLabel = "TIME",
      converter = Arguments.Since.class,
      description = "From this time: 2026-11-22 or 2026-11-22T10:00:00Z")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Arguments.Until.class,
      description = "Up to this time; a date includes that day. Default: now")
  private @Nullable Instant until;

  /** For a command that has no default for the start of the period. */
  public static CommandLine requiringSince(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    OptionSpec since = spec.findOption(SINCE);
    spec.remove(since).addOption(OptionSpec.builder(since).required(true).build());
    return command;
  }

  public Optional<String> organization() {
    return Optional.ofNullable(organization);
  }

  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  public Optional<Instant> until() {
    return Optional.ofNullable(until);
  }
}
