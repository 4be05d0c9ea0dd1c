package dev.coffer.adapter.filesystem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A tmpfs of a few megabytes, mounted for one test. Needs root. */
final class SmallFileSystem implements AutoCloseable {

  private final Path directory;

  private SmallFileSystem(Path directory) {
    this.directory = directory;
  }

  /**
   * Whether this process may mount; says so on the console if not, because then a test takes its
   * other way.
   */
  static boolean canBeMounted(Path directory) {
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "coffer-test", directory + "");
    if (mounted) {
      run("umount", directory + "");
    } else {
      System.out.println("NO MOUNT ALLOWED HERE: full, read-only and unmounted are only imitated");
    }
    return mounted;
  }

  static SmallFileSystem mount(Path directory, String options) {
    if (!run("mount", "-t", "tmpfs", "-o", options, "coffer-test", directory + "")) {
      throw new AssertionError("cannot mount " + directory);
    }
    return new SmallFileSystem(directory);
  }

  void makeReadOnly() {
    if (!run("mount", "-o", "remount,ro", directory + "")) {
      throw new AssertionError("cannot make read-only: " + directory);
    }
  }

  @Override
  public void close() {
    run("umount", directory + "");
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
