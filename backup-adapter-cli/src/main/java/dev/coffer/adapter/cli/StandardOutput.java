package dev.coffer.adapter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * The results of a command, as text or as bytes. A writer of text reports no failure, so this
 * stream remembers the first one: a command whose output did not arrive has not succeeded.
 *
 * <p>Not thread-safe.
 */
public final class StandardOutput extends OutputStream {

  private static final String READER_GONE = "Broken pipe";

  private final OutputStream target;
  private final PrintWriter text;
  private Optional<IOException> failure = Optional.empty();

  /**
   * @param target the descriptor itself: a {@link java.io.PrintStream} would hide its failures
   */
  public StandardOutput(OutputStream target) {
    this.target = target;
    this.text = new PrintWriter(this, true, UTF_8);
  }

  /** Prints text in UTF-8; what it prints is written with each line. */
  public PrintWriter text() {
    return text;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    attempt(() -> target.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(target::flush);
  }

  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) throws IOException {
    if (failure.isPresent()) {
      throw new IOException(failure.get());
    }
    try {
      step.run();
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /** Whether everything that was printed until now has been taken. */
  public boolean isWritten() {
    text.flush();
    return failure.isEmpty();
  }

  /** Some file systems report only at the end that there was no room. */
  @Override
  public void close() {
    text.flush();
    try {
      target.close();
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
    }
  }

  /** Why the output is incomplete, for people; a reader that has seen enough needs no sentence. */
  Optional<String> complaint() {
    return failure
        .map(IOException::getMessage)
        .filter(reason -> !READER_GONE.equals(reason))
        .map(reason -> "standard output cannot be written, so it is incomplete: " + reason);
  }
}
