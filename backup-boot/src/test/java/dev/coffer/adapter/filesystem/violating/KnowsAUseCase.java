package dev.coffer.adapter.filesystem.violating;

import dev.coffer.application.VaultUseCases;

public class KnowsAUseCase {

  String name() {
    return VaultUseCases.class.getName();
  }
}
