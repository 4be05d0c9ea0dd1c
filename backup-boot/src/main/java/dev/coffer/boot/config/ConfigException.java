package dev.coffer.boot.config;

import dev.coffer.application.UserError;
import java.util.List;

/** The configuration cannot be used; every reason at once, each with its key. */
public final class ConfigException extends UserError {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final transient LogConfig log;

  public ConfigException(List<String> problems, LogConfig log) {
    super("the configuration cannot be used:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
    this.log = log;
  }

  /** One sentence each, without any secret. */
  public List<String> problems() {
    return problems;
  }

  /** How to log it, as far as that could be read. */
  public LogConfig log() {
    return log;
  }
}
