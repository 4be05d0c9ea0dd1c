package dev.coffer.application.upload.violating;

import dev.coffer.application.drives.violating.KnowsAnUpload;

public class KnowsADrive {

  String name() {
    return KnowsAnUpload.class.getName();
  }
}
