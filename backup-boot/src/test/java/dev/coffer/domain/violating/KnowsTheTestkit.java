package dev.coffer.domain.violating;

import dev.coffer.testkit.fixture.Payloads;

public class KnowsTheTestkit {

  String name() {
    return Payloads.class.getName();
  }
}
