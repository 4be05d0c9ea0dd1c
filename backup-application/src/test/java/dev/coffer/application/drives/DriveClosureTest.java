package dev.coffer.application.drives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DriveClosureTest {

  private final AtomicInteger checks = new AtomicInteger();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final DriveClosure closure =
      new DriveClosure(
          "test",
          new ThreadPoolExecutor(
              DriveClosure.RUNNING,
              DriveClosure.RUNNING,
              1,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>()),
          this::answers,
          opened::countDown);

  /** Another step hangs after the first check has seen that the drive answers. */
  private boolean answers() {
    if (checks.incrementAndGet() == 1) {
      closure.stuck("second step");
      closure.returnedLate();
    }
    return true;
  }

  @Test
  void aStepThatHangsWhileTheDriveIsCheckedKeepsItClosedUntilAnotherCheck() throws Exception {
    closure.stuck("first step");
    closure.returnedLate();

    opened.await();

    assertThat(checks).hasValue(2);
    assertThat(closure.isClosed()).isFalse();
  }
}
