package dev.coffer.application.violating;

import java.nio.file.Path;

public class OpensFiles {

  Path path() {
    return Path.of("x");
  }
}
