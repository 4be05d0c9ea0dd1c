package dev.coffer.adapter.http.monitoring;

/** What this program was built from; each {@code unknown} where the build did not tell. */
public record BuildInfo(String version, String commit, String date) {

  /** What stands for a fact that the build did not tell. */
  public static final String UNKNOWN = "unknown";
}
