package dev.coffer.application.violating;

import tools.jackson.databind.json.JsonMapper;

public class UsesAFramework {

  JsonMapper mapper() {
    return new JsonMapper();
  }
}
