package dev.coffer.application.violating;

import dev.coffer.application.copies.ScrubService;

public interface KnowsAnImplementation {

  default String name() {
    return ScrubService.class.getName();
  }
}
