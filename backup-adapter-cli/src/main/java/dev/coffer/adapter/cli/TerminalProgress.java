package dev.coffer.adapter.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Bars with amount, rate and time left where people look on, and nothing elsewhere. */
public final class TerminalProgress implements Progress {

  private static final int INTERVAL_MILLIS = 250;
  private static final long MIB = 1L << 20;

  private final PrintWriter err;

  public TerminalProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public Bar begin(String what, long total, Unit unit) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(_ -> drawn(what, total, unit))
        .orElse(Bar.SILENT);
  }

  /** On a line of its own, drawn again and again; ASCII, as not every terminal has more. */
  Bar drawn(String what, long total, Unit unit) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .showSpeed()
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    line -> {
                      err.print("\r" + line);
                      err.flush();
                    },
                    Table.WIDTH - 1));
    if (unit == Unit.BYTES) {
      builder.setUnit(total < MIB ? " B" : " MiB", total < MIB ? 1 : MIB);
    } else {
      builder.setUnit(" " + Fields.lower(unit), 1);
    }
    return new Drawn(builder.build(), err);
  }

  private record Drawn(ProgressBar bar, PrintWriter err) implements Bar {

    @Override
    public void reached(long done) {
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
      err.println();
    }
  }
}
