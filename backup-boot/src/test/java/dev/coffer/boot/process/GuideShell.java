package dev.coffer.boot.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs the shell commands of a page of the guide, as a reader does who stands in the folder of an
 * installation: {@code ./coffer} is there, and {@code coffer-data} if a test has made it.
 */
public final class GuideShell {

  /** Where the pages say that other disks are. */
  private static final String MOUNTED = "/mnt/";

  private static final Pattern BLOCK =
      Pattern.compile("(?m)^( *)```sh\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);

  private final Path folder;

  public GuideShell(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(mounted("copies"));
    List<String> options = new ArrayList<>(PreparedVault.quickStart());
    options.add(CofferProcess.SHORT_LIVED);
    String program =
        CofferProcess.of(Main.class, options).command().stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Path script = folder.resolve("coffer");
    Files.writeString(script, "#!/bin/sh\nexec %s \"$@\"\n".formatted(program));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  /** The folder that stands for {@code /mnt/NAME}. */
  public Path mounted(String name) {
    return folder.resolve("mnt").resolve(name);
  }

  /** The blocks of shell commands below a heading of a page, without their indentation. */
  public static List<String> blocks(String page, String heading) throws IOException {
    String text = Files.readString(Path.of("..", "docs", page));
    int start = text.indexOf("\n## " + heading + "\n");
    assertThat(start).as("\"%s\" in %s", heading, page).isNotNegative();
    int end = text.indexOf("\n## ", start + 1);
    List<String> blocks =
        BLOCK
            .matcher(end < 0 ? text.substring(start) : text.substring(start, end))
            .results()
            .map(block ->
                block
                    .group(2)
                    .lines()
                    .map(line ->
                        line.startsWith(block.group(1))
                            ? line.substring(block.group(1).length())
                            : line)
                    .collect(Collectors.joining("\n")))
            .toList();
    assertThat(blocks).as("commands under \"%s\" in %s", heading, page).isNotEmpty();
    return blocks;
  }

  /** Runs commands, which must succeed, and returns what they print. */
  public String run(String commands) throws IOException, InterruptedException {
    return run(commands, Map.of());
  }

  /** As {@link #run(String)}, with more of their environment. */
  public String run(String commands, Map<String, String> environment)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("sh", "-ec", commands.replace(MOUNTED, mounted("").toString() + "/"))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    // Those of the tests would be warned of.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("COFFER_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s%n%s", commands, printed).isZero();
    return printed;
  }
}
