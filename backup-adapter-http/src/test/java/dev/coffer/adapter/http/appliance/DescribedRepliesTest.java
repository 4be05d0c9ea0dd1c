package dev.coffer.adapter.http.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.drives.StorageFull;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.upload.UploadRefusal;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.backup.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests, over a socket, that each status which the API description promises for a call of this
 * contract can be reached. {@link TestAppliance} checks that no test of the appliance API ever sees
 * another one.
 */
class DescribedRepliesTest {
  private static final String ALL = "/api/systems/backups";
  private static final String ONE = ALL + "/" + TestAppliance.ID;

  /** One more failure than the throttle forgives. */
  private static final int GUESSES = 101;

  /** One way to reach one status. */
  record Promise(String call, int status, Scenario scenario) {

    String operation() {
      return call.replaceAll("\\?.*", "").replaceAll(ALL + "/.*", ALL + "/{id}");
    }

    @Override
    public String toString() {
      return operation() + " " + status;
    }
  }

  @FunctionalInterface
  interface Scenario {
    Reply play(TestAppliance appliance, String call) throws IOException;
  }

  private static Stream<Promise> promises() {
    return Stream.of(
            ofList("GET " + ALL),
            ofList("HEAD " + ALL),
            ofUpload("POST " + ALL),
            ofFetch("GET " + ONE),
            ofFetch("HEAD " + ONE),
            ofParts("GET " + ONE),
            ofDelete("DELETE " + ONE))
        .flatMap(List::stream);
  }

  private static List<Promise> ofList(String call) {
    return List.of(
        new Promise(call, 200, TestAppliance::request),
        new Promise(call, 304, unchanged()),
        new Promise(call + "?limit=0", 400, TestAppliance::request),
        new Promise(call, 401, guesses(1)),
        new Promise(call, 403, where(DescribedRepliesTest::suspended)),
        new Promise(call, 429, guesses(GUESSES)),
        new Promise(call, 500, where(fails(new IllegalStateException("a bug")))),
        new Promise(call, 503, where(fails(new StorageUnavailable("down")))));
  }

  private static List<Promise> ofUpload(String call) {
    return List.of(
        new Promise(call, 200, uploads(new ApplianceBackups.Replayed(TestAppliance.BACKUP))),
        new Promise(call, 201, uploads(new ApplianceBackups.Stored(TestAppliance.BACKUP))),
        new Promise(call, 400, uploads(new UploadRefusal.LengthMismatch())),
        new Promise(call, 401, guesses(1)),
        new Promise(call, 403, uploads(new UploadRefusal.Refused(Refusal.SUSPENDED))),
        new Promise(call, 408, (_, _) -> stalledUpload()),
        new Promise(call, 409, uploads(new UploadRefusal.InProgress(Duration.ofSeconds(1)))),
        new Promise(call, 411, TestAppliance::request),
        new Promise(call, 413, uploads(new UploadRefusal.TooLarge(new ByteSize(1)))),
        new Promise(call, 415, (appliance, _) -> appliance.upload("x", "Content-Encoding: gzip")),
        new Promise(call, 422, uploads(new UploadRefusal.KeyReused())),
        new Promise(call, 429, uploads(new UploadRefusal.TooManyAtOnce())),
        new Promise(call, 500, uploadsFail(new IllegalStateException("a bug"))),
        new Promise(call, 503, uploadsFail(new StorageUnavailable("down"))),
        new Promise(call, 507, uploadsFail(new StorageFull("full"))));
  }

  private static List<Promise> ofFetch(String call) {
    return List.of(
        new Promise(call, 200, where(holds("bytes"))),
        new Promise(
            call,
            304,
            (appliance, _) -> {
              holds("bytes").accept(appliance);
              return appliance.request(call, "If-None-Match: *");
            }),
        new Promise(call + "x", 400, TestAppliance::request),
        new Promise(call, 401, guesses(1)),
        new Promise(call, 403, where(DescribedRepliesTest::suspended)),
        new Promise(call, 404, TestAppliance::request),
        new Promise(
            call,
            412,
            (appliance, _) -> {
              holds("bytes").accept(appliance);
              return appliance.request(call, "If-Match: \"other\"");
            }),
        new Promise(call, 429, guesses(GUESSES)),
        new Promise(call, 500, where(DescribedRepliesTest::damaged)),
        new Promise(call, 503, where(fails(new StorageUnavailable("down")))));
  }

  private static List<Promise> ofParts(String call) {
    return List.of(
        new Promise(call, 206, ranged("bytes=0-1")), new Promise(call, 416, ranged("bytes=9-")));
  }

  private static List<Promise> ofDelete(String call) {
    return List.of(
        new Promise(call, 200, where(deletes(new DeleteBackup.Deleted()))),
        new Promise(call + "x", 400, TestAppliance::request),
        new Promise(call, 401, guesses(1)),
        new Promise(call, 403, where(DescribedRepliesTest::suspended)),
        new Promise(call, 404, where(deletes(new DeleteBackup.NotFound()))),
        new Promise(call, 409, where(deletes(new DeleteBackup.Protected()))),
        new Promise(call, 429, guesses(GUESSES)),
        new Promise(call, 500, where(fails(new IllegalStateException("a bug")))),
        new Promise(call, 503, where(fails(new StorageUnavailable("down")))));
  }

  private static Scenario where(Consumer<TestAppliance> world) {
    return (appliance, call) -> {
      world.accept(appliance);
      return appliance.request(call);
    };
  }

  private static Scenario unchanged() {
    return (appliance, call) -> appliance.request(call, "If-None-Match: *");
  }

  private static Scenario ranged(String range) {
    return (appliance, call) -> {
      holds("bytes").accept(appliance);
      return appliance.request(call, "Range: " + range);
    };
  }

  private static Scenario uploads(ApplianceBackups.StoreResult result) {
    return (appliance, _) -> {
      appliance.store = (_, _) -> result;
      return appliance.upload("bytes");
    };
  }

  private static Scenario uploadsFail(RuntimeException failure) {
    return (appliance, _) -> {
      appliance.store =
          (_, _) -> {
            throw failure;
          };
      return appliance.upload("bytes");
    };
  }

  private static Scenario guesses(int times) {
    return (appliance, call) -> {
      for (int i = 1; i < times; i++) {
        guess(appliance, call);
      }
      return guess(appliance, call);
    };
  }

  private static Reply guess(TestAppliance appliance, String call) throws IOException {
    try (RawClient client = appliance.connect()) {
      client.send(
          call + " HTTP/1.1",
          "Host: a",
          "Content-Length: 0",
          "Authorization: Basic " + TestAppliance.basic("NETH-1", "wrong"));
      return call.startsWith("HEAD") ? client.head() : client.reply();
    }
  }

  private static void suspended(TestAppliance appliance) {
    appliance.list = (_, _) -> new ApplianceBackups.ListRefused(Refusal.SUSPENDED);
    appliance.recognise = (_, _) -> new RecogniseSystem.Refused(Refusal.SUSPENDED);
  }

  /** Lets the index fail when it is asked to recognise a caller. */
  private static Consumer<TestAppliance> fails(RuntimeException failure) {
    return appliance -> {
      appliance.list =
          (_, _) -> {
            throw failure;
          };
      appliance.recognise =
          (_, _) -> {
            throw failure;
          };
    };
  }

  private static Consumer<TestAppliance> deletes(DeleteBackup.Result result) {
    return appliance -> appliance.delete = (_, _) -> result;
  }

  private static Consumer<TestAppliance> holds(String bytes) {
    var backup = TestAppliance.backup(bytes.length(), "a.tar.gz", "text/plain", false);
    return appliance ->
        appliance.fetch = (_, _) -> Optional.of(Download.of(backup, new Bytes(Optional.of(bytes))));
  }

  private static void damaged(TestAppliance appliance) {
    var backup = TestAppliance.backup(5, "a.tar.gz", "text/plain", true);
    appliance.fetch = (_, _) -> Optional.of(Download.of(backup, new Bytes(Optional.empty())));
  }

  private record Bytes(Optional<String> ascii) implements Download.Content {

    @Override
    public Optional<InputStream> whole() {
      return range(0, Integer.MAX_VALUE);
    }

    @Override
    public Optional<InputStream> range(long offset, long length) {
      return ascii.map(text -> {
        var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        bytes.skip(offset);
        return bytes;
      });
    }
  }

  /** Sends a body that stops, to a server with short limits. */
  private static Reply stalledUpload() throws IOException {
    RequestLimits usual = RequestLimits.DEFAULTS;
    var shortTimeouts =
        new RequestLimits(
            usual.headDeadline(),
            usual.idle(),
            usual.minBytesPerSecond(),
            Duration.ofMillis(300),
            usual.longestUpload(),
            usual.linger(),
            usual.lingerBytes(),
            usual.leftoverBytes(),
            usual.maxConnections(),
            usual.maxPerAddress(),
            usual.maxRequestLineBytes(),
            usual.maxHeaderBytes(),
            Duration.ZERO);
    try (var appliance = new TestAppliance(Channel.PLAIN, Channel.PLAIN.config(shortTimeouts));
        RawClient client = appliance.connect()) {
      appliance.store = (_, body) -> read(body);
      client.send(TestAppliance.head("POST " + ALL, "Content-Length: 9")).sendRaw("half");
      return client.reply();
    }
  }

  private static ApplianceBackups.StoreResult read(ApplianceBackups.Body body) {
    try (InputStream bytes = body.open()) {
      bytes.readAllBytes();
      return new ApplianceBackups.Stored(TestAppliance.BACKUP);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("promises")
  void eachDescribedStatusIsReached(Promise promise) throws IOException {
    try (var appliance = new TestAppliance()) {
      Reply reply = promise.scenario().play(appliance, promise.call());

      assertThat(reply.status()).isEqualTo(promise.status());
    }
  }

  @Test
  void describedAndTestedStatusesAreTheSame() {
    var driven = new TreeMap<String, Set<Integer>>();
    promises()
        .forEach(promise ->
            driven
                .computeIfAbsent(promise.operation(), _ -> new TreeSet<>())
                .add(promise.status()));
    var described = new TreeMap<>(Description.statuses());
    described.keySet().removeIf(operation -> !operation.contains(ALL));

    assertThat(driven).isEqualTo((Map<String, Set<Integer>>) described);
  }
}
