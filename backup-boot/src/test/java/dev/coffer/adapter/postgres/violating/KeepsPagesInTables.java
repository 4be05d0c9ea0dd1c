package dev.coffer.adapter.postgres.violating;

import dev.coffer.application.violating.KeepsPages;

public final class KeepsPagesInTables implements KeepsPages {

  @Override
  public int pages() {
    return 1;
  }
}
