package dev.coffer.adapter.postgres.violating;

import picocli.CommandLine;

public class UsesACommandLine {

  CommandLine parse() {
    return new CommandLine(new Object());
  }
}
