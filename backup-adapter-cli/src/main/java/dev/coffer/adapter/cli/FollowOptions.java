package dev.coffer.adapter.cli;

import dev.coffer.adapter.cli.Progress.Unit;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.application.UserError;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that ask for work which the running vault does. */
public final class FollowOptions {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of the index's time that looking may take: no more than a twentieth. */
  private static final int PAUSES = 19;

  @Option(
      names = "--wait",
      description = "Wait until the work is done. Ctrl-C ends the waiting, not the work.")
  private boolean wait;

  @Mixin private final QuietOption quiet = new QuietOption();

  public boolean isAsked() {
    return wait;
  }

  /** Without a running vault the command would wait without end. */
  public void requireRunningVault(LocalVault vault) {
    if (wait && vault.index().isEmpty()) {
      throw new UserError(
          "no vault is running on \"%s\". Start it with coffer serve, or leave out --wait."
              .formatted(vault.facts().data()));
    }
  }

  /** Looks until nothing is left, and returns what was seen last. */
  public <T> T follow(
      CommandContext context,
      JsonOption json,
      String what,
      long total,
      Supplier<T> look,
      ToLongFunction<T> left) {
    try (var bar = quiet.progress(context, json).begin(what, total, Unit.BYTES)) {
      while (true) {
        long begun = System.nanoTime();
        T seen = look.get();
        long rest = left.applyAsLong(seen);
        bar.reached(Math.max(0, total - rest));
        if (rest == 0) {
          return seen;
        }
        pause(Duration.ofNanos(System.nanoTime() - begun).multipliedBy(PAUSES));
      }
    }
  }

  private static void pause(Duration least) {
    try {
      Thread.sleep(least.compareTo(PAUSE) > 0 ? least : PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted; the vault continues the work");
    }
  }
}
