package dev.coffer.adapter.cli.retention;

import dev.coffer.domain.retention.RetentionOwner;
import dev.coffer.domain.retention.RetentionOwner.OfOrganization;
import dev.coffer.domain.retention.RetentionOwner.OfSystem;
import dev.coffer.domain.tenancy.SystemId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose policy: one of the two. */
final class RetentionOwnerOptions {

  @Option(
      names = "--system",
      paramLabel = "KEY",
      required = true,
      description = "The policy of this system.")
  private @Nullable SystemId system;

  @Option(
      names = "--organization",
      paramLabel = "NAME",
      required = true,
      description =
          "The policy of this organization, for its systems without a policy of their own.")
  private @Nullable String organization;

  RetentionOwner owner() {
    return system == null
        ? new OfOrganization(String.valueOf(organization))
        : new OfSystem(system.value());
  }

  static String forPeople(RetentionOwner owner) {
    return switch (owner) {
      case OfSystem(var name) -> "system \"%s\"".formatted(name);
      case OfOrganization(var name) -> "organization \"%s\"".formatted(name);
    };
  }
}
