package dev.coffer.adapter.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The option of every command that prints data. */
public final class JsonOption {

  /** Field names of {@code --json} are part of what scripts rely on: {@code cap_bytes}. */
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  public boolean isAsked() {
    return json;
  }

  /** Prints {@code data} as it is, or lets {@code people} read it. */
  public void print(PrintWriter out, Object data, Runnable people) {
    if (json) {
      out.println(document(data));
    } else {
      people.run();
    }
  }

  /** As it is printed, for lists of which each element is printed by itself. */
  public static String document(Object data) {
    return JSON.writeValueAsString(data);
  }
}
