package dev.coffer.boot.process;

import dev.coffer.boot.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program in a JVM of its own. */
public final class CofferProcess {

  /**
   * Without C2: most processes of tests are over before its code would pay off, and a third of what
   * a start costs is its compilation.
   */
  public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  private CofferProcess() {}

  /** What starts a main class with these words. */
  public static ProcessBuilder of(Class<?> main, List<String> jvmOptions, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", PreparedVault.classPath(main), main.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** All that a command prints, which must succeed. */
  public static String run(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(PreparedVault.quickStart());
    options.add(SHORT_LIVED);
    ProcessBuilder builder = of(Main.class, options, words);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", words) + ": " + printed);
    }
    return printed;
  }
}
