package dev.coffer.adapter.http.violating;

import dev.coffer.application.violating.KeepsPages;

/** Goes past the use cases to what they call. */
public final class ReadsPagesItself {

  public int count(KeepsPages kept) {
    return kept.pages();
  }
}
