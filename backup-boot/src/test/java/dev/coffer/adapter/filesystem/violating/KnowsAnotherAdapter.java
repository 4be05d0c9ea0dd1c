package dev.coffer.adapter.filesystem.violating;

import dev.coffer.adapter.postgres.violating.SpeaksHttp;

public class KnowsAnotherAdapter {

  String name() {
    return SpeaksHttp.class.getName();
  }
}
