package dev.coffer.boot.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The script {@code coffer}, in a folder as a release has it, with the classes of this build. */
class CofferScriptIT {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
  private static final String VERSION = "coffer \\S+ \\(Java 25\\S*\\)\\R";

  @TempDir private Path release;

  @BeforeEach
  void unpack() throws IOException {
    Files.copy(CHECKOUT.resolve("coffer"), release.resolve("coffer"));
    Files.createDirectory(release.resolve("scripts"));
    Files.copy(CHECKOUT.resolve("scripts/find-java.sh"), release.resolve("scripts/find-java.sh"));
    // Its manifest leads to the classes of this build.
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    new JarOutputStream(Files.newOutputStream(release.resolve("backup-boot-test.jar")), manifest)
        .close();
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version", "-V"})
  void itPrintsItsVersion(String word) throws Exception {
    assertThat(run(_ -> {}, word)).matches(VERSION);
  }

  @Test
  void itNeedsNoHome() throws Exception {
    assertThat(run(environment -> environment.remove("HOME"), "version")).matches(VERSION);
    assertThat(run(environment -> environment.put("HOME", ""), "version")).matches(VERSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {">/dev/full", ">&-"})
  void aCommandWhoseOutputIsLostHasFailed(String redirection) throws Exception {
    Process process = shell("./coffer version " + redirection);

    String printed = printedBy(process.getErrorStream());

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(printed)
        .isEqualTo(
            "coffer: standard output cannot be written, so it is incomplete: No space left on device\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "-u LC_ALL -u LANG", "LC_ALL=de_DE.ISO-8859-1"})
  void argumentsAreReadAsUtf8InEveryLocale(String locale) throws Exception {
    Process process =
        shell(
            "env " + locale + " ./coffer config check --data \"$(printf '/tmp/M\\303\\266ller')\"");

    assertThat(printedBy(process.getInputStream())).contains("  data        /tmp/Möller\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void anArgumentThatIsNotUtf8IsRefused() throws Exception {
    Process process = shell("./coffer system add BOX-1 --organization \"$(printf 'M\\366ller')\"");

    assertThat(printedBy(process.getErrorStream()))
        .isEqualTo(
            "coffer: the argument \"M\ufffdller\" contains bytes that are not UTF-8 text. "
                + "Start Coffer with the script ./coffer, in a terminal that uses UTF-8.\n");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void aMissingJavaIsOneSentenceAndOneEventOfTheLog() throws Exception {
    Path script = release.resolve("scripts/find-java.sh");
    Files.writeString(script, Files.readString(script).replace("=\"25[", "=\"9999["));

    String forPeople = failed("./coffer serve");
    String forPrograms = failed("./coffer serve --log json");

    String sentence =
        "Coffer needs a JRE 25 (looked in JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman and ~/.jdks). "
            + "Install one, for example Eclipse Temurin 25 (package temurin-25-jre), or set JAVA_HOME to it.";
    assertThat(forPeople).isEqualTo("coffer: " + sentence + "\n");
    assertIsErrorEvent(forPrograms, sentence);
  }

  /** A file in the place of the folder, as permissions keep nothing from root. */
  @Test
  void aCheckoutThatCannotBeWrittenIsNotBuilt() throws Exception {
    Files.createFile(release.resolve("pom.xml"));
    Files.createFile(release.resolve("backup-boot"));

    String forPeople = failed("./coffer version");
    String forPrograms = failed("./coffer serve --log=json");

    String sentence =
        ("Coffer has to be built first, but %s/backup-boot/target cannot be written. Copy the checkout "
                + "to a folder that you may write, or unpack a release.")
            .formatted(release.toRealPath());
    assertThat(forPeople).isEqualTo("coffer: " + sentence + "\n");
    assertIsErrorEvent(forPrograms, sentence);
  }

  private static void assertIsErrorEvent(String printed, String message) {
    assertThat(printed).hasLineCount(1);
    JsonNode event = JsonMapper.shared().readTree(printed);
    assertThat(event.valueStream()).noneMatch(JsonNode::isContainer);
    assertThat(event.path("level").asString()).isEqualTo("ERROR");
    assertThat(event.path("message").asString()).isEqualTo(message);
  }

  /** Returns what it printed to standard error. */
  private String failed(String line) throws Exception {
    Process process = shell(line);
    String printed = printedBy(process.getErrorStream());
    assertThat(process.waitFor()).as(printed).isEqualTo(1);
    return printed;
  }

  private Process shell(String line) throws IOException {
    var builder = new ProcessBuilder("/bin/sh", "-c", line).directory(release.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static String printedBy(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** So that it also runs for users without the right to write there, and on a read-only disk. */
  @Test
  void aCommandWritesNothingIntoItsFolder() throws Exception {
    List<String> before = everything();

    run(_ -> {}, "version");

    assertThat(everything()).isEqualTo(before);
  }

  private List<String> everything() throws IOException {
    try (Stream<Path> files = Files.walk(release)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  private String run(Consumer<Map<String, String>> environment, String word)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder("/bin/sh", release.resolve("coffer").toString(), word);
    builder.redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    environment.accept(builder.environment());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }
}
