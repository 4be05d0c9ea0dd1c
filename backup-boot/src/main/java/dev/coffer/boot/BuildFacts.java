package dev.coffer.boot;

import dev.coffer.adapter.http.monitoring.BuildInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/** Reads the version, commit and date that the build recorded in the program. */
public final class BuildFacts {

  private BuildFacts() {}

  /** From the jar's manifest; classes that lie in a directory have none. */
  public static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** With commit and date where they were given to the build. */
  static BuildInfo read() {
    var facts = new Properties();
    try (InputStream file = BuildFacts.class.getResourceAsStream("build.properties")) {
      if (file != null) {
        facts.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        version(),
        facts.getProperty("commit", BuildInfo.UNKNOWN),
        facts.getProperty("date", BuildInfo.UNKNOWN));
  }
}
