package dev.coffer.adapter.filesystem.violating;

import dev.coffer.application.copies.ScrubService;

public class KnowsAUseCase {

  String name() {
    return ScrubService.class.getName();
  }
}
