package dev.coffer.application.drives;

/**
 * How many transfers one instance runs at the same time, for all systems together.
 *
 * @param uploads 0 = no limit
 * @param downloads 0 = no limit
 */
public record TransferLimits(int uploads, int downloads) {

  public static final TransferLimits DEFAULT = new TransferLimits(64, 128);

  /** Bounded, because each transfer holds a connection, and a second one for an object store. */
  public static final int MAX = 10_000;

  public TransferLimits {
    check("uploads", uploads);
    check("downloads", downloads);
  }

  private static void check(String name, int value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(
          "%s: \"%d\" (expected: 0 (no limit) to %d)".formatted(name, value, MAX));
    }
  }
}
