package dev.coffer.boot.check;

import dev.coffer.boot.check.ClientEvent.Broken;
import dev.coffer.boot.check.ClientEvent.Mended;
import dev.coffer.boot.check.ClientEvent.Refused;
import dev.coffer.boot.check.ClientEvent.Revoked;
import dev.coffer.boot.check.ClientEvent.Stored;
import dev.coffer.boot.check.ClientEvent.Trespassed;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Invariants that the replies of the vault show. */
final class ClientChecks {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<Integer> NOTHING_SHOWN = Set.of(400, 401, 403, 404, 429, 503);

  private final List<ClientEvent> events;
  private final Report report;

  ClientChecks(List<ClientEvent> events, Report report) {
    this.events = events;
    this.report = report;
  }

  void run() {
    checkIdempotencyKeys();
    checkRevocations();
    checkOutages();
    all(Trespassed.class)
        .forEach(tried -> {
          report.looked(Invariant.I9, 1);
          report.violatedUnless(
              NOTHING_SHOWN.contains(tried.status()),
              Invariant.I9,
              "%s was answered %d for %s of another system"
                  .formatted(tried.system(), tried.status(), tried.backup()));
        });
    all(Refused.class).forEach(this::checkError);
  }

  private <T extends ClientEvent> Stream<T> all(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast);
  }

  private void checkIdempotencyKeys() {
    Map<String, String> backups = new HashMap<>();
    all(Stored.class)
        .filter(stored -> !stored.idempotencyKey().isEmpty())
        .forEach(stored -> {
          String name = stored.system() + " " + stored.idempotencyKey();
          String first = backups.computeIfAbsent(name, _ -> stored.backup());
          report.looked(Invariant.I8, 1);
          report.violatedUnless(
              first.equals(stored.backup()),
              Invariant.I8,
              "key %s: %s and %s".formatted(name, first, stored.backup()));
        });
  }

  /** What was complete before may have been stored before. */
  private void checkRevocations() {
    Map<String, Instant> revoked = new HashMap<>();
    all(Revoked.class).forEach(one -> revoked.putIfAbsent(one.credential(), one.at()));
    all(Stored.class)
        .filter(stored -> revoked.containsKey(stored.credential()))
        .forEach(stored -> {
          report.looked(Invariant.I10, 1);
          report.violatedUnless(
              !stored.sentAt().isAfter(revoked.getOrDefault(stored.credential(), Instant.MAX)),
              Invariant.I10,
              stored.backup() + " was complete only after its secret was revoked");
        });
  }

  /** Between the two events of an outage no upload can have been complete and answered. */
  private void checkOutages() {
    all(Broken.class)
        .forEach(broken -> {
          Instant end =
              all(Mended.class)
                  .filter(mended -> mended.dependency().equals(broken.dependency()))
                  .map(Mended::at)
                  .filter(at -> at.isAfter(broken.at()))
                  .findFirst()
                  .orElse(Instant.MAX);
          report.looked(Invariant.I14, 1);
          all(Stored.class)
              .filter(stored -> stored.sentAt().isAfter(broken.at()) && stored.at().isBefore(end))
              .forEach(stored ->
                  report.violated(
                      Invariant.I14,
                      "%s was acknowledged without %s"
                          .formatted(stored.backup(), broken.dependency())));
        });
  }

  private void checkError(Refused refused) {
    report.looked(Invariant.I16, 1);
    report.violatedUnless(
        isDocumented(refused), Invariant.I16, refused.status() + " " + refused.body());
    report.violatedUnless(
        refused.clientIsToBlame() == refused.status() < 500,
        Invariant.I16,
        "%d, and the %s was to blame"
            .formatted(refused.status(), refused.clientIsToBlame() ? "client" : "vault"));
  }

  /** The envelope of appliances, the error of operators' tools, or RFC 9457. */
  private static boolean isDocumented(Refused refused) {
    try {
      JsonNode body = JSON.readTree(refused.body());
      boolean isForTools = body.path("Error").isString() || body.path("error").isString();
      return isForTools
          || (tells(refused.status(), body.path("code")) && body.path("message").isString())
          || (tells(refused.status(), body.path("status")) && body.path("title").isString());
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean tells(int status, JsonNode number) {
    return number.asInt(0) == status;
  }
}
