package dev.coffer.adapter.filesystem.violating;

import dev.coffer.application.usecase.VaultUseCases;

public class KnowsAUseCase {

  String name() {
    return VaultUseCases.class.getName();
  }
}
