package dev.coffer.domain.violating;

public class WithStaticState {

  private static int count;

  int next() {
    return ++count;
  }
}
