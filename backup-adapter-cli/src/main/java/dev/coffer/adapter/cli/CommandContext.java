package dev.coffer.adapter.cli;

import dev.coffer.application.Identifiers;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;

/**
 * Everything that a command needs of the world around it.
 *
 * @param environment the variables of the process
 * @param version of the program
 */
public record CommandContext(
    Map<String, String> environment,
    VaultAccess vaults,
    Identifiers identifiers,
    InstantSource clock,
    String version,
    Output output) {

  public PrintWriter out() {
    return output.standard().text();
  }

  public OutputStream bytes() {
    return output.standard();
  }

  public PrintWriter err() {
    return output.err();
  }

  public Progress progress() {
    return output.progress();
  }
}
