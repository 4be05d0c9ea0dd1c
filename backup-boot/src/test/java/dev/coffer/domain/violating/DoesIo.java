package dev.coffer.domain.violating;

import java.io.File;

public class DoesIo {

  boolean exists(File file) {
    return file.exists();
  }
}
