package dev.coffer.domain.access.violating;

import dev.coffer.domain.tenancy.violating.KnowsACaller;

public class KnowsATenant {

  String name() {
    return KnowsACaller.class.getName();
  }
}
