package dev.coffer.domain.violating;

public class ThrowsAnything {

  void fail() {
    throw new RuntimeException("something");
  }
}
