package dev.coffer.boot.process;

import dev.coffer.boot.Main;
import dev.coffer.embedded.PreparedFolder;
import dev.coffer.embedded.TestPrograms;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the processes of tests start from, made once for a build by the first test that needs it: a
 * data directory after its first start (initdb, migrations, keys, first system), and the AOT cache
 * that a JVM wrote down on that start, as {@code ./coffer} has one. Every test works on a copy.
 *
 * <p>The processes run on the jar that was built, as {@code ./coffer} runs it. Where there is none,
 * as in an IDE, they run on the test's class path without a cache.
 */
public final class PreparedVault {

  private static final Path BUILD = Path.of("target").toAbsolutePath();

  private PreparedVault() {}

  /** The class path of a process whose main class is {@code main}. */
  public static String classPath(Class<?> main) {
    return jar()
        .map(jar -> main == Main.class ? jar : jar + File.pathSeparator + testClasses())
        .orElseGet(() -> System.getProperty("java.class.path"));
  }

  /** Options of a process that starts quickly; it must use the JVM's own choice of a collector. */
  public static List<String> quickStart() {
    return jar().isEmpty()
        ? List.of()
        : List.of(
            "-XX:AOTCache=" + Made.FOLDER.resolve("cache"), "-Xlog:aot*=off", "-Xlog:cds*=off");
  }

  /** Fills a folder that does not exist with what a first start leaves behind. */
  public static void copyTo(Path data) throws IOException {
    PreparedFolder.copy(Made.FOLDER.resolve("data"), data);
  }

  private static Optional<String> jar() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.startsWith(BUILD + File.separator + "backup-boot-"))
        .filter(_ -> Files.isDirectory(BUILD.resolve("lib")))
        .findFirst();
  }

  private static Path testClasses() {
    try {
      return Path.of(
          PreparedVault.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Made {

    static final Path FOLDER = make();

    private static Path make() {
      try {
        return PreparedFolder.of("vault", builtFrom(), Made::makeIn);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Another one after each change of a jar or of the Java that runs it. */
    private static String builtFrom() throws IOException {
      var inputs = new StringBuilder(System.getProperty("java.vm.version"));
      try (Stream<Path> library = Files.list(BUILD.resolve("lib"))) {
        Stream<Path> jars = Stream.concat(jar().map(Path::of).stream(), library.sorted());
        for (Path file : jars.toList()) {
          var attributes = Files.readAttributes(file, BasicFileAttributes.class);
          inputs.append(file).append(attributes.size()).append(attributes.lastModifiedTime());
        }
      }
      return inputs.toString();
    }

    private static void makeIn(Path folder) throws IOException {
      Path data = folder.resolve("data");
      TestPrograms.shareProgramsWith(data);
      var options = new ArrayList<String>();
      if (jar().isPresent()) {
        options.addAll(
            List.of(
                "-XX:AOTCacheOutput=" + folder.resolve("cache"),
                "-Xlog:aot*=off",
                "-Xlog:cds*=off"));
      }
      try (ServedVault vault = ServedVault.startUnprepared(data, options)) {
        vault.firstSystem();
      }
      // Names the port, which every copy would try to get.
      Files.delete(data.resolve("postgres").resolve("postmaster.opts"));
    }
  }
}
