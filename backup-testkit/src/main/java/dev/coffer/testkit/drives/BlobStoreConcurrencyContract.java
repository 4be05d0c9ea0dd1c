package dev.coffer.testkit.drives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.domain.backup.WriteToken;
import dev.coffer.testkit.fixture.Payloads;
import dev.coffer.testkit.fixture.Payloads.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What several simultaneous callers may rely on in a {@link BlobStore}. */
public interface BlobStoreConcurrencyContract extends BlobStoreUnderTest {

  int WRITERS = 16;

  @Test
  default void putsOfDifferentKeysAllArrive() throws Exception {
    BlobStore store = initialisedStore();
    List<Attempt> attempts =
        attempts(i -> new BlobKey("acme/fw-%d/%d".formatted(i % 3, i)), 200_000);

    atOnce(attempts.stream().map(a -> (Callable<Boolean>) () -> a.put(store)).toList());

    for (Attempt attempt : attempts) {
      assertThat(store.stat(attempt.key)).contains(stored(attempt.payload, attempt.token));
      assertThat(sha256(store, attempt.key)).isEqualTo(attempt.payload.sha256());
    }
  }

  @Test
  default void exactlyOneOfSeveralPutsOfAKeyWins() throws Exception {
    BlobStore store = initialisedStore();
    List<Attempt> attempts = attempts(_ -> KEY, 200_000);

    List<Boolean> won =
        atOnce(attempts.stream().map(a -> (Callable<Boolean>) () -> a.put(store)).toList());

    var found = store.stat(KEY).orElseThrow();
    var hash = sha256(store, KEY);
    assertThat(attempts)
        .filteredOn(a -> won.get(attempts.indexOf(a)))
        .anySatisfy(winner -> {
          assertThat(found).isEqualTo(stored(winner.payload, winner.token));
          assertThat(hash).isEqualTo(winner.payload.sha256());
        });
    if (createIsExclusive()) {
      assertThat(won).containsOnlyOnce(true);
    }
  }

  @Test
  default void aReaderSeesNothingOrAllOfAnObjectThatIsBeingWritten() throws Exception {
    BlobStore store = initialisedStore();
    List<Attempt> attempts = attempts(i -> new BlobKey("acme/fw-1/" + i), 2_000_000);
    var calls = new ArrayList<Callable<Boolean>>();
    for (Attempt attempt : attempts) {
      calls.add(() -> attempt.put(store));
      calls.add(() -> attempt.readsWhole(store));
    }

    assertThat(atOnce(calls)).containsOnly(true);
  }

  @Test
  default void simultaneousRemovalsOfAnObjectAllSucceed() throws Exception {
    BlobStore store = initialisedStore();
    putSome(store, 1000);
    Callable<Boolean> removal =
        () -> {
          store.remove(KEY, TOKEN);
          return true;
        };

    atOnce(IntStream.range(0, WRITERS).mapToObj(_ -> removal).toList());

    assertThat(store.stat(KEY)).isEmpty();
  }

  @Test
  default void simultaneousInitialisationsAllSucceed() throws Exception {
    Callable<Boolean> initialisation =
        () -> {
          storeFor(DRIVE).initialise(DRIVE);
          return true;
        };

    atOnce(IntStream.range(0, WRITERS).mapToObj(_ -> initialisation).toList());

    assertThat(storeFor(DRIVE).stat(KEY)).isEmpty();
  }

  private static List<Attempt> attempts(IntFunction<BlobKey> key, long length) {
    return IntStream.range(0, WRITERS)
        .mapToObj(i ->
            new Attempt(
                key.apply(i), new WriteToken(new UUID(0xa7, i)), Payloads.ofLength(length + i)))
        .toList();
  }

  private static <T> List<T> atOnce(List<Callable<T>> calls)
      throws InterruptedException, ExecutionException {
    var start = new CountDownLatch(1);
    var answers = new ArrayList<T>();
    // Platform threads: virtual threads that poll would never leave their carriers to a writer.
    try (var executor = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<T>> futures =
          calls.stream()
              .map(call ->
                  executor.submit(() -> {
                    start.await();
                    return call.call();
                  }))
              .toList();
      start.countDown();
      for (Future<T> future : futures) {
        answers.add(future.get());
      }
    }
    return answers;
  }

  /** One writer of a test. */
  record Attempt(BlobKey key, WriteToken token, Payload payload) {

    /** Whether the put succeeded. A taken key is the only expected failure. */
    boolean put(BlobStore store) {
      try {
        store.put(key, token, payload.size(), payload.open());
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }

    /** Polls until the object exists, then reads it. */
    boolean readsWhole(BlobStore store) throws IOException {
      var found = store.open(key, 0, Long.MAX_VALUE);
      while (found.isEmpty()) {
        Thread.onSpinWait();
        found = store.open(key, 0, Long.MAX_VALUE);
      }
      try (var bytes = found.orElseThrow()) {
        return Payloads.sha256Of(bytes).equals(payload.sha256());
      }
    }
  }
}
