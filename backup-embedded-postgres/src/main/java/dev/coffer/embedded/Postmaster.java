package dev.coffer.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** PostgreSQL's main process as a child of this JVM. Thread-safe. */
public final class Postmaster {

  private static final long POLL_MILLIS = 10;

  private final Process process;
  private final CompletableFuture<Integer> exit;

  private Postmaster(Process process, CompletableFuture<Integer> exit) {
    this.process = process;
    this.exit = exit;
  }

  enum Outcome {
    READY,
    EXITED,
    TIMED_OUT
  }

  /**
   * Starts from a platform thread that waits as long as the process lives: Linux sends the
   * parent-death signal when the starting thread ends, not when the process does.
   */
  public static Postmaster launch(ProcessBuilder builder) {
    var started = new CompletableFuture<Process>();
    var exit = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .name("embedded-postgres")
        .start(() -> watch(builder, started, exit));
    try {
      return new Postmaster(started.join(), exit);
    } catch (CompletionException e) {
      if (e.getCause() instanceof EmbeddedPostgresException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void watch(
      ProcessBuilder builder, CompletableFuture<Process> started, CompletableFuture<Integer> exit) {
    try {
      var process = Programs.start(builder);
      started.complete(process);
      exit.complete(process.waitFor());
    } catch (EmbeddedPostgresException e) {
      started.completeExceptionally(e);
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it; and if so, PostgreSQL gets its parent-death signal.
      Thread.currentThread().interrupt();
    }
  }

  Outcome awaitReady(Path dataDirectory, Duration timeout) throws IOException {
    var start = System.nanoTime();
    try {
      while (System.nanoTime() - start < timeout.toNanos()) {
        var file = PostmasterPid.read(dataDirectory);
        if (file.isPresent() && file.get().isReadyIn(pid())) {
          return Outcome.READY;
        }
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          return Outcome.EXITED;
        }
      }
      return Outcome.TIMED_OUT;
    } catch (InterruptedException e) {
      throw Programs.interrupted(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  CompletableFuture<Integer> exit() {
    return exit;
  }

  public void stop() {
    if (isAlive()) {
      Shutdown.stop(pid(), process::isAlive);
    }
  }
}
