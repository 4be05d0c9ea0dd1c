package dev.coffer.adapter.postgres.catalog.violating;

import dev.coffer.adapter.postgres.connection.violating.KnowsAList;

public class KnowsAConnection {

  String name() {
    return KnowsAList.class.getName();
  }
}
