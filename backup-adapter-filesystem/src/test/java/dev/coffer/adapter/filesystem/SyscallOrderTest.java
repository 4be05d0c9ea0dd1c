package dev.coffer.adapter.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What survives a loss of power depends on the order in which the kernel is asked. No test can see
 * that from inside, so another process is watched by strace.
 */
final class SyscallOrderTest {

  /** Both spellings of a call where machines differ; the question mark lets one be unknown. */
  private static final String CALLS =
      "trace=fsync,fdatasync,?link,linkat,?unlink,unlinkat,?setxattr,?fsetxattr";

  private static final Pattern CALL =
      Pattern.compile("^(?:\\d+ +)?(?<name>[a-z]+)\\((?<arguments>.*)$");

  @TempDir Path directory;

  @Test
  void anObjectIsSyncedThenLinkedThenItsDirectoriesAreSyncedThenTheTemporaryNameGoes()
      throws Exception {
    Path root = directory.toRealPath().resolve("drive");
    new FilesystemBlobStore(FilesystemConfig.of(root), PutOnce.DRIVE).initialise(PutOnce.DRIVE);

    Optional<List<String>> trace = putUnderStrace(root);

    assertThat(root.resolve(PutOnce.KEY.value())).hasSize(300_000);
    assertThat(root.resolve(".tmp")).isEmptyDirectory();
    trace.ifPresent(lines ->
        assertThat(steps(lines, root))
            .containsExactly(
                "attribute .tmp/*",
                "sync .tmp/*",
                "link acme/fw-1/object",
                "sync acme/fw-1",
                "sync acme",
                "sync .",
                "unlink .tmp/*"));
  }

  /** Empty where there is no strace or it may not trace: then the put runs unwatched. */
  private Optional<List<String>> putUnderStrace(Path root) throws Exception {
    Path output = directory.resolve("strace.txt");
    var java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PutOnce.class.getName(),
            root.toString());
    if (run(List.of("strace", "-f", "-o", output.toString(), "true"))) {
      var strace =
          List.of("strace", "-f", "-y", "-s", "4096", "-o", output.toString(), "-e", CALLS);
      assertThat(run(Stream.concat(strace.stream(), java.stream()).toList())).isTrue();
      return Optional.of(Files.readAllLines(output));
    }
    System.out.println("STRACE IS MISSING OR NOT ALLOWED: the order of system calls is unchecked");
    assertThat(run(java)).isTrue();
    return Optional.empty();
  }

  private static boolean run(List<String> command) throws InterruptedException {
    try {
      var process = new ProcessBuilder(command).inheritIO().start();
      return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The calls that touch the drive, with paths relative to its root. */
  private static List<String> steps(List<String> trace, Path root) {
    var steps = new ArrayList<String>();
    for (String line : trace) {
      var call = CALL.matcher(line);
      if (call.find() && call.group("arguments").contains(root.toString())) {
        steps.add(verb(call.group("name")) + " " + target(call.group("arguments"), root));
      }
    }
    return steps;
  }

  private static String verb(String call) {
    return switch (call) {
      case "fsync", "fdatasync" -> "sync";
      case "link", "linkat" -> "link";
      case "unlink", "unlinkat" -> "unlink";
      case "setxattr", "fsetxattr" -> "attribute";
      default -> call;
    };
  }

  /** The last path of the call: what a link makes, the only one of the others. */
  private static String target(String arguments, Path root) {
    var path =
        Pattern.compile(Pattern.quote(root.toString()) + "(?<path>[^\"<>]*)").matcher(arguments);
    String last = "";
    while (path.find()) {
      last = path.group("path");
    }
    String relative = last.isEmpty() ? "." : last.substring(1);
    return relative.startsWith(".tmp/") ? ".tmp/*" : relative;
  }
}
