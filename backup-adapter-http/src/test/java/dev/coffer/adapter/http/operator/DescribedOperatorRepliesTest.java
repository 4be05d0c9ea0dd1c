package dev.coffer.adapter.http.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.access.TestLiveSecrets;
import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.server.RawClient.Reply;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.Links;
import dev.coffer.application.download.TooManyDownloads;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.monitoring.Health;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.ManagedSystem;
import dev.coffer.domain.tenancy.SystemState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests, over a socket, that each status which the API description promises for a call of this
 * contract can be reached. {@link TestOperators} checks that no test of the operator API ever sees
 * another one.
 */
class DescribedOperatorRepliesTest {
  private static final String ONE = "/api/backups/" + TestOperators.ID;
  private static final String OF_SYSTEM = "/api/systems/NETH-1/backups";
  private static final String LINK =
      "/api/downloads/"
          + TestOperators.ID
          + "?key="
          + TestOperators.KEY_ID
          + "&expires=1751450400&signature=x";

  /** One way to reach one status. */
  record Promise(String operation, int status, Scenario scenario) {

    @Override
    public String toString() {
      return operation + " " + status;
    }
  }

  @FunctionalInterface
  interface Scenario {
    Reply play(TestOperators operators) throws IOException;
  }

  private static Stream<Promise> promises() {
    return Stream.of(
            ofCollection(),
            ofOne(),
            ofRetry(),
            ofBytes(
                "GET /api/backups/{id}/download", "GET " + ONE + "/download", "X-Api-Key: admin"),
            ofCopy(),
            ofBytes("GET /api/downloads/{id}", "GET " + LINK, "X-Api-Key: of no use"),
            ofLinks(),
            ofSystem(),
            ofHealth())
        .flatMap(List::stream);
  }

  private static List<Promise> ofCollection() {
    String list = "GET /api/backups";
    String start = "POST /api/backups";
    return List.of(
        new Promise(list, 200, calls(list)),
        new Promise(list, 304, calls(list + "?limit=1", "If-None-Match: *")),
        new Promise(list, 400, calls(list + "?limit=0")),
        new Promise(list, 401, calls(list, "X-Api-Key: twice")),
        new Promise(list, 429, guesses(list)),
        new Promise(list, 500, where(fails(new IllegalStateException("a bug")), list)),
        new Promise(list, 503, where(fails(new StorageUnavailable("down")), list)),
        new Promise(start, 401, calls(start, "X-Api-Key: twice")),
        new Promise(start, 429, guesses(start)),
        new Promise(start, 403, byReader(start)),
        new Promise(start, 409, calls(start)),
        new Promise(start, 500, where(fails(new IllegalStateException("a bug")), start)),
        new Promise(start, 503, where(fails(new StorageUnavailable("down")), start)));
  }

  private static List<Promise> ofOne() {
    String operation = "GET /api/backups/{id}";
    String call = "GET " + ONE;
    return List.of(
        new Promise(operation, 200, calls(call)),
        new Promise(operation, 400, calls(call + "x")),
        new Promise(operation, 401, calls(call, "X-Api-Key: twice")),
        new Promise(operation, 429, guesses(call)),
        new Promise(
            operation, 404, where(operators -> operators.show = (_, _) -> Optional.empty(), call)),
        new Promise(operation, 500, where(fails(new IllegalStateException("a bug")), call)),
        new Promise(operation, 503, where(fails(new StorageUnavailable("down")), call)));
  }

  private static List<Promise> ofRetry() {
    String operation = "POST /api/backups/{id}/retry";
    String call = "POST " + ONE + "/retry";
    return List.of(
        new Promise(operation, 200, calls(call)),
        new Promise(operation, 400, calls("POST /api/backups/x/retry")),
        new Promise(operation, 401, calls(call, "X-Api-Key: twice")),
        new Promise(operation, 429, guesses(call)),
        new Promise(operation, 403, byReader(call)),
        new Promise(operation, 404, retries(new Fleet.NotFound(), call)),
        new Promise(operation, 409, retries(new Fleet.NotStored(), call)),
        new Promise(operation, 500, where(fails(new IllegalStateException("a bug")), call)),
        new Promise(operation, 503, where(fails(new StorageUnavailable("down")), call)));
  }

  /** The statuses of a download, by a key or by a link. */
  private static List<Promise> ofBytes(String operation, String call, String header) {
    return List.of(
        new Promise(operation, 200, holds(Optional.of("bytes"), call, header)),
        new Promise(operation, 206, holds(Optional.of("bytes"), call, header, "Range: bytes=0-1")),
        new Promise(operation, 304, holds(Optional.of("bytes"), call, header, "If-None-Match: *")),
        new Promise(
            operation,
            404,
            operators -> {
              operators.copy = (_, _) -> Optional.empty();
              operators.follow = _ -> new Links.NotFound();
              return operators.anonymous(call, header);
            }),
        new Promise(
            operation, 412, holds(Optional.of("bytes"), call, header, "If-Match: \"other\"")),
        new Promise(operation, 416, holds(Optional.of("bytes"), call, header, "Range: bytes=9-")),
        new Promise(
            operation,
            429,
            operators -> {
              fails(new TooManyDownloads("full")).accept(operators);
              return operators.anonymous(call, header);
            }),
        new Promise(operation, 500, holds(Optional.empty(), call, header)),
        new Promise(
            operation,
            503,
            operators -> {
              fails(new StorageUnavailable("down")).accept(operators);
              return operators.anonymous(call, header);
            }),
        new Promise(
            operation,
            403,
            operators -> operators.anonymous(call, header.replace("admin", "reader"))));
  }

  private static List<Promise> ofCopy() {
    String operation = "GET /api/backups/{id}/download";
    return List.of(
        new Promise(operation, 400, calls("GET /api/backups/x/download")),
        new Promise(operation, 401, calls("GET " + ONE + "/download", "X-Api-Key: twice")),
        new Promise(operation, 429, guesses("GET " + ONE + "/download")));
  }

  private static List<Promise> ofLinks() {
    String operation = "GET /api/backups/{id}/generate-download-url";
    String call = "GET " + ONE + "/generate-download-url";
    return List.of(
        new Promise(operation, 200, calls(call)),
        new Promise(operation, 400, calls("GET /api/backups/x/generate-download-url")),
        new Promise(operation, 401, calls(call, "X-Api-Key: twice")),
        new Promise(operation, 429, guesses(call)),
        new Promise(operation, 403, byReader(call)),
        new Promise(operation, 404, unlinked(call)),
        new Promise(operation, 500, where(fails(new IllegalStateException("a bug")), call)),
        new Promise(operation, 503, where(fails(new StorageUnavailable("down")), call)));
  }

  private static List<Promise> ofSystem() {
    String list = "GET /api/systems/{key}/backups";
    String delete = "DELETE /api/systems/{key}/backups/{id}";
    String link = "GET /api/systems/{key}/backups/{id}/download";
    String ofList = "GET " + OF_SYSTEM;
    String ofDelete = "DELETE " + OF_SYSTEM + "/" + TestOperators.REF;
    String ofLink = "GET " + OF_SYSTEM + "/" + TestOperators.REF + "/download";
    Consumer<TestOperators> bug = fails(new IllegalStateException("a bug"));
    Consumer<TestOperators> down = fails(new StorageUnavailable("down"));
    return List.of(
        new Promise(list, 200, where(DescribedOperatorRepliesTest::hasSystem, ofList)),
        new Promise(list, 401, calls(ofList, "X-Api-Key: twice")),
        new Promise(list, 429, guesses(ofList)),
        new Promise(list, 404, calls(ofList)),
        new Promise(list, 500, where(bug, ofList)),
        new Promise(list, 503, where(down, ofList)),
        new Promise(delete, 200, calls(ofDelete)),
        new Promise(delete, 400, calls(ofDelete + "x")),
        new Promise(delete, 401, calls(ofDelete, "X-Api-Key: twice")),
        new Promise(delete, 429, guesses(ofDelete)),
        new Promise(delete, 403, byReader(ofDelete)),
        new Promise(delete, 404, deletes(new DeleteBackup.NotFound(), ofDelete)),
        new Promise(delete, 409, deletes(new DeleteBackup.Protected(), ofDelete)),
        new Promise(delete, 500, where(bug, ofDelete)),
        new Promise(delete, 503, where(down, ofDelete)),
        new Promise(link, 200, calls(ofLink)),
        new Promise(link, 400, calls("GET " + OF_SYSTEM + "/x/download")),
        new Promise(link, 401, calls(ofLink, "X-Api-Key: twice")),
        new Promise(link, 429, guesses(ofLink)),
        new Promise(link, 403, byReader(ofLink)),
        new Promise(link, 404, unlinked(ofLink)),
        new Promise(link, 500, where(bug, ofLink)),
        new Promise(link, 503, where(down, ofLink)));
  }

  private static Scenario guesses(String call) {
    return operators -> {
      TestLiveSecrets.exhaust(operators.throttle);
      return operators.requestAs("wrong", call);
    };
  }

  private static List<Promise> ofHealth() {
    String call = "GET /health";
    return List.of(
        new Promise(call, 200, calls(call)),
        new Promise(
            call,
            503,
            where(
                operators ->
                    operators.health =
                        () ->
                            new Health.Status(
                                Health.Part.down(Health.Problem.LATE),
                                TestOperators.drives(true, true),
                                Health.Removals.CONTINUE),
                call)));
  }

  private static Scenario calls(String call, String... headers) {
    return operators -> operators.request(call, headers);
  }

  private static Scenario byReader(String call) {
    return operators -> operators.requestAs("reader", call);
  }

  private static Scenario where(Consumer<TestOperators> world, String call) {
    return operators -> {
      world.accept(operators);
      return operators.request(call);
    };
  }

  private static Scenario retries(Fleet.RetryResult result, String call) {
    return where(operators -> operators.retry = (_, _) -> result, call);
  }

  private static Scenario deletes(DeleteBackup.Result result, String call) {
    return where(operators -> operators.delete = (_, _) -> result, call);
  }

  private static Scenario unlinked(String call) {
    return where(operators -> operators.link = (_, _) -> Optional.empty(), call);
  }

  private static Scenario holds(Optional<String> bytes, String call, String... headers) {
    Download found = OperatorCallsTest.found(bytes);
    return operators -> {
      operators.copy = (_, _) -> Optional.of(found);
      operators.follow = _ -> new Links.Found(found);
      return operators.anonymous(call, headers);
    };
  }

  private static void hasSystem(TestOperators operators) {
    operators.system =
        (_, id) ->
            Optional.of(
                new SystemBackups.Listed(
                    new ManagedSystem(
                        new UUID(2, 2),
                        TestOperators.ORGANIZATION,
                        id,
                        "",
                        SystemState.ACTIVE,
                        ByteSize.ZERO,
                        ByteSize.ZERO),
                    List.of()));
  }

  /** Lets the index fail when it is asked to recognise a caller. */
  private static Consumer<TestOperators> fails(RuntimeException failure) {
    return operators -> {
      operators.recognise =
          (_, _) -> {
            throw failure;
          };
      operators.follow =
          _ -> {
            throw failure;
          };
    };
  }

  @ParameterizedTest
  @MethodSource("promises")
  void eachDescribedStatusIsReached(Promise promise) throws IOException {
    try (var operators = new TestOperators()) {
      assertThat(promise.scenario().play(operators).status()).isEqualTo(promise.status());
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
    described
        .keySet()
        .removeIf(operation ->
            operation.contains(" /api/systems/backups")
                || operation.contains(" /api/v1/")
                || !(operation.contains(" /api/") || operation.endsWith(" /health")));

    assertThat(driven).isEqualTo((Map<String, Set<Integer>>) described);
  }
}
