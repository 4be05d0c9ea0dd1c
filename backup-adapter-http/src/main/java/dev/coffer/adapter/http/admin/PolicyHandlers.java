package dev.coffer.adapter.http.admin;

import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.tenancy.TenantRef;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.function.Function;

/** The calls on retention policies of organizations and systems. Thread-safe. */
final class PolicyHandlers {

  private final RetentionPolicies policies;
  private final Function<ServerRequest, TenantRef> owner;

  private PolicyHandlers(RetentionPolicies policies, Function<ServerRequest, TenantRef> owner) {
    this.policies = policies;
    this.owner = owner;
  }

  static PolicyHandlers ofOrganizations(RetentionPolicies policies) {
    return new PolicyHandlers(
        policies,
        request -> new TenantRef.OfOrganization(Replies.id(request, "id", "organization")));
  }

  static PolicyHandlers ofSystems(RetentionPolicies policies) {
    return new PolicyHandlers(policies, request -> new TenantRef.OfSystem(Replies.key(request)));
  }

  Handler show() {
    return (request, response) -> {
      RetentionPolicy policy =
          policies
              .show(Replies.authority(request), owner.apply(request))
              .orElseThrow(() -> Problems.notFound("retention policy"));
      Replies.ok(request, response, policy.numbers());
    };
  }

  Handler assign() {
    return (request, response) -> {
      TenantRef named = owner.apply(request);
      RetentionPolicy policy = policy(JsonFields.of(request));
      if (!policies.assign(Replies.authority(request), named, policy)) {
        throw Problems.notFound("owner of the policy");
      }
      Replies.ok(request, response, policy.numbers());
    };
  }

  /** Repeatable: removing a policy that does not exist succeeds. */
  Handler unassign() {
    return (request, response) -> {
      if (!policies.unassign(Replies.authority(request), owner.apply(request))) {
        throw Problems.notFound("owner of the policy");
      }
      Replies.nothing(response);
    };
  }

  /** Reads the complete policy. Missing parts are as in a policy that removes nothing. */
  private static RetentionPolicy policy(JsonFields fields) {
    var policy = RetentionPolicy.read(new SentPolicy(fields), RetentionPolicy.KEEP_ALL);
    fields.check();
    return fields.build(policy);
  }

  /** The values as they were sent; the policy itself checks their bounds. */
  private record SentPolicy(JsonFields fields) implements RetentionPolicy.Source {

    @Override
    public int number(String part, int min, int max, int fallback) {
      return fields.number(part.replace('-', '_'), Math::toIntExact).orElse(fallback);
    }

    @Override
    public ByteSize size(String part, ByteSize fallback) {
      return fields.number(part, ByteSize::new).orElse(fallback);
    }

    @Override
    public Duration duration(String part, Duration fallback) {
      return fields.number(part + "_seconds", Duration::ofSeconds).orElse(fallback);
    }
  }
}
