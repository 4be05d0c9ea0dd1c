package dev.coffer.embedded.violating;

import dev.coffer.domain.backup.Backup;

public class KnowsABackup {

  String name() {
    return Backup.class.getName();
  }
}
