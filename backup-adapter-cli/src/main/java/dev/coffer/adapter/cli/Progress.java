package dev.coffer.adapter.cli;

/** Shows the progress of a long operation to people. */
@FunctionalInterface
public interface Progress {

  /** For programs. */
  Progress NONE = (_, _, _) -> Bar.SILENT;

  /**
   * Begins.
   *
   * @param what is done, for people
   * @param total of bytes, copies or systems
   */
  Bar begin(String what, long total, Unit unit);

  /** The unit that is counted. */
  enum Unit {
    BYTES,
    COPIES,
    SYSTEMS
  }

  /** One thing under way. */
  interface Bar extends AutoCloseable {

    Bar SILENT =
        new Bar() {
          @Override
          public void reached(long done) {}

          @Override
          public void close() {}
        };

    /** So much is done by now, of the total. */
    void reached(long done);

    /** Ends the line. */
    @Override
    void close();
  }
}
