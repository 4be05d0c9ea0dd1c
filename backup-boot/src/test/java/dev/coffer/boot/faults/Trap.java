package dev.coffer.boot.faults;

import dev.coffer.application.drives.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * At most one failpoint of a process, as a test has set it in a folder that both know: it fails the
 * first time that it is reached.
 */
public record Trap(Path folder) {

  private static final int HALTED = 137;
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

  private Path set() {
    return folder.resolve("set");
  }

  private Path release() {
    return folder.resolve("release");
  }

  /** By the test. */
  public void set(Failpoint point, Failpoint.Mode mode) throws IOException {
    Files.deleteIfExists(release());
    Path written = Files.writeString(folder.resolve("new"), point + " " + mode);
    Files.move(written, set());
  }

  /** Whether the process has reached it. */
  public boolean isSprung() {
    return !Files.exists(set());
  }

  /** Lets a call that hangs go on. */
  public void letGo() throws IOException {
    Files.writeString(release(), "");
  }

  /** By the process. */
  void reached(Failpoint point) {
    for (Failpoint.Mode mode : Failpoint.Mode.values()) {
      if (isTaken(point + " " + mode)) {
        fail(point, mode);
      }
    }
  }

  private boolean isTaken(String wanted) {
    try {
      return Files.exists(set())
          && Files.readString(set()).equals(wanted)
          && Files.deleteIfExists(set());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fail(Failpoint point, Failpoint.Mode mode) {
    switch (mode) {
      case HALT -> Runtime.getRuntime().halt(HALTED);
      case THROW -> throw new StorageUnavailable("failpoint " + point);
      case HANG -> {
        while (!Files.exists(release())) {
          LockSupport.parkNanos(LOOK_AGAIN);
        }
      }
    }
  }
}
