package dev.coffer.adapter.http.monitoring;

/**
 * The version, commit and date that this program was built from; each {@code unknown} if the build
 * did not record it.
 */
public record BuildInfo(String version, String commit, String date) {

  /** The value of a field that the build did not record. */
  public static final String UNKNOWN = "unknown";
}
