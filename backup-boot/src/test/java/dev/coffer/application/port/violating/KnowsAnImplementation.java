package dev.coffer.application.port.violating;

import dev.coffer.application.VaultUseCases;

public class KnowsAnImplementation {

  String name() {
    return VaultUseCases.class.getName();
  }
}
