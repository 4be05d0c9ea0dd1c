package dev.coffer.boot.config;

/** The level and format of the log on standard error. */
public record LogConfig(Format format, Level level) {

  public static final LogConfig DEFAULT = new LogConfig(Format.TEXT, Level.INFO);

  /** How an event is written. */
  public enum Format {
    /** One line each, for people. */
    TEXT,
    /** One JSON object each, for log collectors. */
    JSON
  }

  /** The least severe level that is written. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }
}
