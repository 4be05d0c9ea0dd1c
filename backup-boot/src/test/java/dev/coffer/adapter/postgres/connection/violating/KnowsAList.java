package dev.coffer.adapter.postgres.connection.violating;

import dev.coffer.adapter.postgres.catalog.violating.KnowsAConnection;

public class KnowsAList {

  String name() {
    return KnowsAConnection.class.getName();
  }
}
