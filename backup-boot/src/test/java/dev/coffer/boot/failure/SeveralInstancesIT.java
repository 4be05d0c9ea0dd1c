package dev.coffer.boot.failure;

import static dev.coffer.boot.process.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Fleet;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.Eventually;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.domain.ByteSize;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on one index and one directory, with the limits that every vault has. */
class SeveralInstancesIT {

  private static final int PER_MINUTE = 6;

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ServedVault a;
  private static ServedVault b;

  @BeforeAll
  static void start() throws Exception {
    fleet =
        Fleet.onSharedDirectory(folder)
            .with("COFFER_RATE_LIMIT_PER_MINUTE", Integer.toString(PER_MINUTE))
            .with("COFFER_RATE_LIMIT_PER_HOUR", "60")
            .with("COFFER_LIMITS_UPLOADS_PER_SYSTEM", "2")
            // Otherwise its share, not its quota, refuses some of an organization's uploads at
            // once.
            .with("COFFER_LIMITS_UPLOADS_PER_ORGANIZATION", "0");
    // Both find an empty database and no drive.
    List<ServedVault> both = atOnce(List.of(fleet::start, fleet::start));
    a = both.getFirst();
    b = both.getLast();
  }

  @AfterAll
  static void stop() throws IOException {
    fleet.close();
  }

  @Test
  void whatOneStoredTheOtherListsServesAndDeletesAtOnce() throws Exception {
    Appliance atA = fleet.register(a);
    Appliance atB = atA.at(b.base());
    Payload payload = Payloads.ofLength(3_000_000);

    String id = Appliance.idOf(atA.upload(payload.bytes()));
    List<String> listedByB = atB.listedIds();
    var downloaded = Payloads.sha256Of(atB.download(id).body());
    int deleted = atB.delete(id).statusCode();
    List<String> listedByA = atA.listedIds();

    assertThat(listedByB).containsExactly(id);
    assertThat(downloaded).isEqualTo(payload.sha256());
    assertThat(deleted).isEqualTo(200);
    assertThat(listedByA).isEmpty();
    assertThat(atA.download(id).statusCode()).isEqualTo(404);
  }

  @Test
  void aQuotaWithRoomForOneAdmitsOneOfAHundred() throws Exception {
    int size = 20_000;
    String organization = fleet.organization(new ByteSize(size + size / 2));
    List<Callable<HttpResponse<String>>> uploads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Appliance atA = fleet.register(a, organization);
      Appliance atB = atA.at(b.base());
      byte[] bytes = Payloads.ofLength(size).bytes();
      uploads.add(() -> atA.upload(bytes));
      uploads.add(() -> atB.upload(bytes));
    }

    List<HttpResponse<String>> replies = atOnce(uploads);

    assertThat(replies)
        .extracting(HttpResponse::statusCode)
        .containsOnlyOnce(201)
        .containsOnly(201, 413);
    assertThat(fleet.organization(organization).used()).isEqualTo(new ByteSize(size));
    assertThat(fleet.organization(organization).reserved()).isEqualTo(ByteSize.ZERO);
  }

  @Test
  void sixAMinuteAreSixOverBothInTurn() throws Exception {
    Appliance atA = fleet.register(a);
    Appliance atB = atA.at(b.base());
    List<HttpResponse<String>> replies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      replies.add(atA.upload(Payloads.ofLength(100).bytes()));
      replies.add(atB.upload(Payloads.ofLength(100).bytes()));
    }

    assertThat(replies.subList(0, PER_MINUTE))
        .extracting(HttpResponse::statusCode)
        .containsOnly(201);
    assertThat(replies.subList(PER_MINUTE, replies.size()))
        .allSatisfy(SeveralInstancesIT::assertRateExceeded);
    assertThat(atA.listedIds()).hasSize(PER_MINUTE);
  }

  private static void assertRateExceeded(HttpResponse<String> reply) {
    assertThat(reply.statusCode()).isEqualTo(429);
    String seconds = reply.headers().firstValue("Retry-After").orElseThrow();
    assertThat(Integer.parseInt(seconds)).isBetween(1, 60);
    assertThat(reply.body())
        .isEqualTo(
            "{\"code\":429,\"message\":\"upload rate limit exceeded\",\"data\":{\"retry_after_seconds\":%s}}"
                .formatted(seconds));
  }

  @Test
  void sixAMinuteAreSixOverBothInARace() throws Exception {
    Appliance atA = fleet.register(a);
    Appliance atB = atA.at(b.base());
    List<Callable<HttpResponse<String>>> uploads = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      uploads.add(() -> untilNotTooManyAtOnce(atA));
      uploads.add(() -> untilNotTooManyAtOnce(atB));
    }

    List<HttpResponse<String>> replies = atOnce(uploads);

    assertThat(replies).filteredOn(reply -> reply.statusCode() == 201).hasSize(PER_MINUTE);
    assertThat(replies)
        .filteredOn(reply -> reply.statusCode() != 201)
        .allSatisfy(SeveralInstancesIT::assertRateExceeded);
    assertThat(atA.listedIds()).hasSize(PER_MINUTE);
  }

  private static HttpResponse<String> untilNotTooManyAtOnce(Appliance appliance) throws Exception {
    byte[] bytes = Payloads.ofLength(100).bytes();
    HttpResponse<String> reply = appliance.upload(bytes);
    while (reply.body().contains("\"too many uploads at once\"")) {
      reply = appliance.upload(bytes);
    }
    return reply;
  }

  @Test
  void twoAtOnceAreTwoOverBoth() throws Exception {
    Appliance atA = fleet.register(a);
    Appliance atB = atA.at(b.base());
    try (Socket first = begin(atA);
        Socket second = begin(atB)) {
      HttpResponse<String> third = atA.upload(Payloads.ofLength(100).bytes());
      HttpResponse<String> fourth = atB.upload(Payloads.ofLength(100).bytes());
      first.getOutputStream().write(new byte[500]);
      String firstReply = Appliance.replyOn(first);
      HttpResponse<String> afterwards = atB.upload(Payloads.ofLength(100).bytes());
      second.getOutputStream().write(new byte[500]);

      assertThat(List.of(third, fourth))
          .allSatisfy(reply -> {
            assertThat(reply.statusCode()).isEqualTo(429);
            assertThat(reply.body()).contains("\"too many uploads at once\"");
            assertThat(reply.headers().firstValue("Retry-After")).isPresent();
          });
      assertThat(firstReply).startsWith("HTTP/1.1 201");
      assertThat(afterwards.statusCode()).isEqualTo(201);
      assertThat(Appliance.replyOn(second)).startsWith("HTTP/1.1 201");
    }
  }

  /** Half of an upload of 1000 bytes, which the index knows by now. */
  private static Socket begin(Appliance appliance, String... headers) throws Exception {
    int before = fleet.states(appliance).size();
    Socket socket = appliance.announce(1000, headers);
    socket.getOutputStream().write(new byte[500]);
    Eventually.eventually("begun", () -> fleet.states(appliance).size() > before);
    return socket;
  }

  @Test
  void oneIdempotencyKeyIsOneBackupOverBoth() throws Exception {
    Appliance atA = fleet.register(a);
    Appliance atB = atA.at(b.base());
    Map<String, String> key = Map.of("Idempotency-Key", "nightly-1");
    try (Socket first = begin(atA, "Idempotency-Key: nightly-1")) {
      HttpResponse<String> meanwhile = atB.upload(new byte[1000], key);
      first.getOutputStream().write(new byte[500]);
      String stored = Appliance.replyOn(first);
      HttpResponse<String> again = atB.upload(new byte[1000], key);

      assertThat(meanwhile.statusCode()).isEqualTo(409);
      assertThat(meanwhile.body()).contains("\"upload in progress\"");
      assertThat(stored).startsWith("HTTP/1.1 201");
      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(Appliance.idsIn(again.body())).isEqualTo(Appliance.idsIn(stored));
      assertThat(atB.listedIds()).isEqualTo(Appliance.idsIn(stored));
    }
  }

  @Test
  void aRaceOfOneIdempotencyKeyHasOneWinner() throws Exception {
    for (int round = 0; round < 5; round++) {
      Appliance atA = fleet.register(a);
      Appliance atB = atA.at(b.base());
      byte[] bytes = Payloads.ofLength(50_000).bytes();
      Map<String, String> key = Map.of("Idempotency-Key", "nightly-" + round);

      List<HttpResponse<String>> replies =
          atOnce(List.of(() -> atA.upload(bytes, key), () -> atB.upload(bytes, key)));
      HttpResponse<String> replay = atB.upload(bytes, key);

      assertThat(replies)
          .extracting(HttpResponse::statusCode)
          .containsOnlyOnce(201)
          .containsAnyOf(409, 200);
      assertThat(replay.statusCode()).isEqualTo(200);
      assertThat(atA.listedIds()).isEqualTo(Appliance.idsIn(replay.body()));
    }
  }
}
