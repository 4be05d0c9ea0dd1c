package dev.coffer.domain.violating;

import java.time.Instant;

public class KnowsTheTime {

  Instant now() {
    return Instant.now();
  }
}
