package dev.coffer.application.violating;

import io.micrometer.core.instrument.MeterRegistry;

public class CountsItself {

  void count(MeterRegistry registry) {
    registry.counter("itself").increment();
  }
}
