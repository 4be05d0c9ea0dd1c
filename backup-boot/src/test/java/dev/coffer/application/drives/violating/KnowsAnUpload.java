package dev.coffer.application.drives.violating;

import dev.coffer.application.upload.violating.KnowsADrive;

public class KnowsAnUpload {

  String name() {
    return KnowsADrive.class.getName();
  }
}
