package dev.coffer.boot.config;

import dev.coffer.application.UserError;
import java.util.List;

/** The configuration cannot be used; every reason at once, each with its key. */
public final class ConfigException extends UserError {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super("the configuration cannot be used:\n  " + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence each, without any secret. */
  public List<String> problems() {
    return problems;
  }
}
