package dev.coffer.application.audit;

import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.tenancy.SystemId;
import java.util.Optional;

/**
 * Counts requests of which there are too many for an audit event each: uploads and downloads of
 * systems, requests that were forbidden, and logins that were refused.
 */
@FunctionalInterface
public interface RequestCounts {

  /** The job that records the counts. */
  String JOB = "request-counts";

  /** Counts one request. Does not wait for the index. */
  void count(Counted request);

  /**
   * What is counted together.
   *
   * @param caller whose secret was right; empty for a login that was refused
   * @param system the one that sent the request, or that a refused login claimed to be; empty for
   *     an API key, and where no system has such a key
   */
  record Counted(AuditAction action, Optional<Actor> caller, Optional<SystemId> system) {

    /** A request of a caller whose secret was right. */
    public static Counted of(AuditAction action, Actor caller) {
      return new Counted(
          action,
          Optional.of(caller),
          caller.kind() == Actor.Kind.SYSTEM
              ? Optional.of(new SystemId(caller.name()))
              : Optional.empty());
    }

    /** A login that was refused, of a client that claimed to be this system. */
    public static Counted refusedLogin(SystemId system) {
      return new Counted(AuditAction.LOGINS_REFUSED, Optional.empty(), Optional.of(system));
    }

    /** A login that was refused, of a client that claimed to be no system. */
    public static Counted refusedLogin() {
      return new Counted(AuditAction.LOGINS_REFUSED, Optional.empty(), Optional.empty());
    }

    /** The same request of nobody that the index knows. */
    Counted ofNobody() {
      return new Counted(action, Optional.empty(), Optional.empty());
    }
  }
}
