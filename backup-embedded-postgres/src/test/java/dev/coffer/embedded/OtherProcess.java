package dev.coffer.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/**
 * A JVM of its own that runs a main class on the test's class path and can be killed at any time.
 */
public record OtherProcess(Process process, BufferedReader output) implements AutoCloseable {

  public static OtherProcess start(Class<?> main, Path argument) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString());
    var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    return new OtherProcess(process, process.inputReader(UTF_8));
  }

  public String nextLine() throws IOException {
    return output.readLine();
  }

  /** As kill -9. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
