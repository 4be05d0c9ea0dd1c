package dev.coffer.domain.violating;

import dev.coffer.boot.Main;

public class KnowsBoot {

  String name() {
    return Main.class.getName();
  }
}
