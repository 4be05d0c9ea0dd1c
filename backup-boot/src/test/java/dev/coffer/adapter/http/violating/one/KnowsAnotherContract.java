package dev.coffer.adapter.http.violating.one;

import dev.coffer.adapter.http.other.AnotherContract;

public class KnowsAnotherContract {

  String name() {
    return AnotherContract.class.getName();
  }
}
