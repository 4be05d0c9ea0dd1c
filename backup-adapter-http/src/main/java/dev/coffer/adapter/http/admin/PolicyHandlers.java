package dev.coffer.adapter.http.admin;

import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import dev.coffer.domain.tenancy.TenantRef;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;
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

  /** 0 is no limit. */
  record PolicyJson(
      int count,
      long bytes,
      long ageSeconds,
      int hours,
      int days,
      int weeks,
      int months,
      int years,
      long protectionSeconds,
      int minKeep) {

    static PolicyJson of(RetentionPolicy policy) {
      RetentionSlots slots = policy.slots();
      return new PolicyJson(
          policy.count(),
          policy.bytes().bytes(),
          policy.age().toSeconds(),
          slots.hours(),
          slots.days(),
          slots.weeks(),
          slots.months(),
          slots.years(),
          policy.protection().toSeconds(),
          policy.minKeep());
    }
  }

  Handler show() {
    return (request, response) -> {
      RetentionPolicy policy =
          policies
              .show(Replies.authority(request), owner.apply(request))
              .orElseThrow(() -> Problems.notFound("retention policy"));
      Replies.ok(request, response, PolicyJson.of(policy));
    };
  }

  Handler assign() {
    return (request, response) -> {
      TenantRef named = owner.apply(request);
      RetentionPolicy policy = policy(JsonFields.of(request));
      if (!policies.assign(Replies.authority(request), named, policy)) {
        throw Problems.notFound("owner of the policy");
      }
      Replies.ok(request, response, PolicyJson.of(policy));
    };
  }

  /** Repeatable: what has none is as it should be. */
  Handler unassign() {
    return (request, response) -> {
      if (!policies.unassign(Replies.authority(request), owner.apply(request))) {
        throw Problems.notFound("owner of the policy");
      }
      Replies.nothing(response);
    };
  }

  /**
   * The whole policy: what is left out is no limit, but for the protection and the least number.
   */
  private static RetentionPolicy policy(JsonFields fields) {
    RetentionPolicy open = RetentionPolicy.FOR_EVER;
    int count = whole(fields, "count", open.count());
    ByteSize bytes = fields.number("bytes", ByteSize::new).orElse(open.bytes());
    Optional<Duration> age = fields.number("age_seconds", Duration::ofSeconds);
    int hours = whole(fields, "hours", 0);
    int days = whole(fields, "days", 0);
    int weeks = whole(fields, "weeks", 0);
    int months = whole(fields, "months", 0);
    int years = whole(fields, "years", 0);
    Optional<Duration> protection = fields.number("protection_seconds", Duration::ofSeconds);
    int minKeep = whole(fields, "min_keep", open.minKeep());
    fields.check();
    return fields.made(() ->
        new RetentionPolicy(
            count,
            bytes,
            age.orElse(open.age()),
            new RetentionSlots(hours, days, weeks, months, years),
            protection.orElse(open.protection()),
            minKeep));
  }

  private static int whole(JsonFields fields, String name, int fallback) {
    return fields.number(name, Math::toIntExact).orElse(fallback);
  }
}
