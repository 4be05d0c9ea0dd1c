package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.server.LogCapture;
import dev.coffer.adapter.http.server.RequestLog;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.audit.RequestCounts.Counted;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.access.Actor;
import dev.coffer.domain.audit.AuditAction;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.tenancy.SystemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted for the audit log of requests, and who is in their log lines. */
class CountedRequestsTest {

  private static final Actor SYSTEM = Actor.of(TestAppliance.CALLER);

  private LogCapture log;
  private TestAppliance appliance;

  @BeforeEach
  void start() {
    log = new LogCapture(RequestLog.class);
    appliance = new TestAppliance();
  }

  @AfterEach
  void stop() throws Exception {
    appliance.close();
    log.close();
  }

  private Counted next() throws InterruptedException {
    return Objects.requireNonNull(appliance.counted.poll(10, TimeUnit.SECONDS));
  }

  private static String wrong(String user) {
    return "Authorization: Basic " + TestAppliance.basic(user, "cs1_wrong");
  }

  private void send(String... lines) throws Exception {
    try (var client = appliance.connect()) {
      client.send(lines);
      client.reply();
    }
  }

  @Test
  void anUploadIsOfItsSystem() throws Exception {
    appliance.store =
        (_, body) -> {
          try (var bytes = body.open()) {
            bytes.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return new ApplianceBackups.Stored(TestAppliance.BACKUP);
        };

    appliance.upload("the bytes");

    assertThat(next()).isEqualTo(Counted.of(AuditAction.BACKUPS_UPLOADED, SYSTEM));
    assertThat(log.next("request")).containsEntry("system", "NETH-1");
  }

  @Test
  void aListingIsLoggedAndNotCounted() throws Exception {
    appliance.request("GET /api/systems/backups");

    assertThat(log.next("request")).containsEntry("system", "NETH-1");
    assertThat(appliance.counted).isEmpty();
  }

  @Test
  void aWrongSecretIsOfTheSystemThatItWasSentFor() throws Exception {
    send("GET /api/systems/backups HTTP/1.1", "Host: a", wrong("NETH-7"));
    send("GET /api/systems/backups HTTP/1.1", "Host: a", wrong("no key of a system"));

    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder(
            Counted.refusedLogin(new SystemId("NETH-7")), Counted.refusedLogin());
    assertThat(log.next("request")).doesNotContainKeys("system", "api_key");
  }

  @Test
  void whoSendsNoCredentialsIsNotCounted() throws Exception {
    send("GET /api/systems/backups HTTP/1.1", "Host: a");

    assertThat(log.next("request")).containsEntry("status", "401").doesNotContainKey("system");
    assertThat(appliance.counted).isEmpty();
  }

  @Test
  void whatASecretDoesNotPermitIsOfItsSystem() throws Exception {
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.NOT_PERMITTED);

    appliance.upload("the bytes");

    assertThat(next()).isEqualTo(Counted.of(AuditAction.REQUESTS_FORBIDDEN, SYSTEM));
    assertThat(log.next("request")).containsEntry("system", "NETH-1");
  }
}
