package dev.coffer.adapter.cli.retention;

import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.domain.tenancy.TenantRef.OfOrganization;
import dev.coffer.domain.tenancy.TenantRef.OfOrganizationNamed;
import dev.coffer.domain.tenancy.TenantRef.OfSystem;
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

  TenantRef tenant() {
    return system == null
        ? new OfOrganizationNamed(String.valueOf(organization))
        : new OfSystem(system);
  }

  static String describe(TenantRef tenant) {
    return switch (tenant) {
      case OfSystem(var id) -> "system \"%s\"".formatted(id);
      case OfOrganization(var id) -> "organization %s".formatted(id);
      case OfOrganizationNamed(var name) -> "organization \"%s\"".formatted(name);
    };
  }
}
