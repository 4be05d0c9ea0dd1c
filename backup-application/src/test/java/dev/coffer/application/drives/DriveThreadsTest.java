package dev.coffer.application.drives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that hang do so until a test releases them. */
@Timeout(60)
final class DriveThreadsTest {

  private static final Duration LIMIT = Duration.ofMillis(200);

  private final CountDownLatch letGo = new CountDownLatch(1);
  private final CountDownLatch letCheckGo = new CountDownLatch(1);
  private final AtomicInteger checks = new AtomicInteger();
  private final DriveThreads threads =
      new DriveThreads(
          "test",
          LIMIT,
          () -> {
            checks.incrementAndGet();
            await(letCheckGo);
          });

  @AfterEach
  void letAllGo() {
    letGo.countDown();
    letCheckGo.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("a step was interrupted", e);
    }
  }

  private String hang() {
    await(letGo);
    return "late";
  }

  private void expectHang() {
    assertThatThrownBy(() -> threads.call("hang", this::hang)).isInstanceOf(StorageHangs.class);
  }

  private boolean isOpen() {
    try {
      threads.expectOpen("look");
      return true;
    } catch (StorageHangs e) {
      return false;
    }
  }

  private void awaitOpen() {
    while (!isOpen()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aStepRunsOnADaemonPlatformThread() throws IOException {
    Thread thread = threads.call("look", Thread::currentThread);

    assertThat(thread.isVirtual()).isFalse();
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void whatAStepThrowsReachesItsCaller() {
    var failure = new IOException("input/output error");

    assertThatThrownBy(() ->
            threads.run(
                "fail",
                () -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(isOpen()).isTrue();
  }

  @Test
  void aStepThatHangsClosesTheDriveForAllOthersImmediately() {
    expectHang();

    var ran = new AtomicBoolean();
    assertThatThrownBy(() -> threads.run("next", () -> ran.set(true)))
        .isInstanceOf(StorageHangs.class)
        .hasMessageContaining("next")
        .hasMessageContaining("hang has not returned");
    assertThat(ran).isFalse();
  }

  @Test
  void stepsThatWaitForAThreadEndWhenTheDriveIsClosed() throws Exception {
    List<CompletableFuture<Throwable>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(
          CompletableFuture.supplyAsync(() -> failureOfHang(), r -> Thread.ofVirtual().start(r)));
    }

    for (var call : calls) {
      assertThat(call.get()).isInstanceOf(StorageHangs.class);
    }
  }

  private Throwable failureOfHang() {
    try {
      throw new AssertionError(threads.call("hang", this::hang));
    } catch (IOException | StorageException e) {
      return e;
    }
  }

  @Test
  void aStepThatReturnsOpensTheDriveOnceACheckReturnsToo() throws IOException {
    expectHang();
    letGo.countDown();
    while (checks.get() == 0) {
      Thread.onSpinWait();
    }
    assertThat(isOpen()).isFalse();
    letCheckGo.countDown();

    awaitOpen();
    assertThat(threads.call("next", () -> "done")).isEqualTo("done");
  }

  /** As after another file system was mounted in place of the one that hangs. */
  @Test
  void aCheckOpensTheDriveWhileEveryThreadStillHangs() throws IOException {
    letCheckGo.countDown();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      callers.add(Thread.startVirtualThread(() -> failureOfHang()));
    }
    callers.forEach(DriveThreadsTest::join);

    awaitOpen();
    assertThat(threads.call("next", () -> "done")).isEqualTo("done");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anErrorOfTheCheckIsAnAnswer() throws IOException {
    var broken =
        new DriveThreads(
            "broken",
            LIMIT,
            () -> {
              throw new IOException("no such device");
            });
    assertThatThrownBy(() -> broken.call("hang", this::hang)).isInstanceOf(StorageHangs.class);
    letGo.countDown();

    while (true) {
      try {
        assertThat(broken.call("next", () -> "done")).isEqualTo("done");
        return;
      } catch (StorageHangs e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void threadsThatHangAreReplacedUpToABoundAndThenTheDriveStaysClosed() throws Exception {
    letCheckGo.countDown();
    var hanging = new AtomicInteger();
    for (int round = 0; round < 6; round++) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        callers.add(
            Thread.startVirtualThread(() -> {
              try {
                threads.run(
                    "hang",
                    () -> {
                      hanging.incrementAndGet();
                      await(letGo);
                    });
              } catch (IOException | StorageException e) {
                // As expected.
              }
            }));
      }
      callers.forEach(DriveThreadsTest::join);
      if (hanging.get() < DriveClosure.MAX_STUCK) {
        awaitOpen();
      }
    }

    assertThat(hanging.get())
        .isBetween(DriveClosure.MAX_STUCK, DriveClosure.MAX_STUCK + DriveClosure.RUNNING);
    assertThat(isOpen()).isFalse();
    letGo.countDown();
    awaitOpen();
  }

  @Test
  void anInterruptedCallerBeginsNothingAndClosesNothingOfOthers() throws Exception {
    var neighbour =
        CompletableFuture.supplyAsync(() -> {
          try {
            return threads.call("neighbour", () -> Thread.currentThread().isInterrupted());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    var ran = new AtomicBoolean();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> threads.run("interrupted", () -> ran.set(true)))
        .isInstanceOf(StorageUnavailable.class)
        .isNotInstanceOf(StorageHangs.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(ran).isFalse();
    assertThat(neighbour.get()).isFalse();
    assertThat(isOpen()).isTrue();
  }

  @Test
  void anInterruptEndsTheWaitAndNotTheStep() throws Exception {
    var closed = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var failure = new CompletableFuture<Exception>();
    Thread caller =
        Thread.startVirtualThread(() -> {
          try {
            threads.open(
                "open",
                () -> {
                  begun.countDown();
                  await(letGo);
                  return (Closeable) closed::countDown;
                });
          } catch (IOException | StorageException e) {
            failure.complete(e);
          }
        });
    begun.await();

    caller.interrupt();

    assertThat(failure.get())
        .isInstanceOf(StorageUnavailable.class)
        .isNotInstanceOf(StorageHangs.class);
    assertThat(isOpen()).isTrue();
    letGo.countDown();
    closed.await();
  }

  @Test
  void aResourceThatIsOpenedTooLateIsClosed() throws Exception {
    var closed = new CountDownLatch(1);
    assertThatThrownBy(() ->
            threads.open(
                "open",
                () -> {
                  await(letGo);
                  return (Closeable) closed::countDown;
                }))
        .isInstanceOf(StorageHangs.class);

    letGo.countDown();

    closed.await();
  }

  @Test
  void aResourceInUseByAStepIsClosedWhenTheStepReturns() throws Exception {
    var closed = new CountDownLatch(1);
    DriveHandle<Closeable> handle = threads.open("open", () -> closed::countDown);
    var refused = new AtomicBoolean();

    try (handle) {
      handle.finish((_, caller) -> {
        await(letGo);
        try {
          caller.expectWaiting();
        } catch (StorageUnavailable e) {
          refused.set(true);
        }
      });
    } catch (StorageHangs e) {
      assertThat(closed.getCount()).isOne();
    }
    letGo.countDown();

    closed.await();
    assertThat(refused).isTrue();
  }

  @Test
  void aResourceThatIsReleasedWhileTheDriveIsClosedIsClosedOnceItIsOpen() throws Exception {
    var closed = new CountDownLatch(1);
    DriveHandle<Closeable> handle = threads.open("open", () -> closed::countDown);
    expectHang();

    handle.close();

    assertThat(closed.getCount()).isOne();
    letGo.countDown();
    letCheckGo.countDown();
    closed.await();
  }
}
