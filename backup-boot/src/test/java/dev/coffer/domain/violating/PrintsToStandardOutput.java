package dev.coffer.domain.violating;

public class PrintsToStandardOutput {

  void print() {
    System.out.println("hello");
  }
}
