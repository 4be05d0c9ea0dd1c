package dev.coffer.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Signals to processes that a test has started. */
public final class Signals {

  private Signals() {}

  /** Sends the signal of this name, as in {@code STOP}, to each that is still there. */
  public static void send(String signal, long... pids) {
    var command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", signal));
    Arrays.stream(pids).mapToObj(Long::toString).forEach(command::add);
    // One of several may have ended meanwhile, which fails the command and no test.
    var _ = Programs.succeeds(command);
  }
}
