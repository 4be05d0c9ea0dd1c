package dev.coffer.domain.tenancy.violating;

import dev.coffer.domain.access.violating.KnowsATenant;

public class KnowsACaller {

  String name() {
    return KnowsATenant.class.getName();
  }
}
