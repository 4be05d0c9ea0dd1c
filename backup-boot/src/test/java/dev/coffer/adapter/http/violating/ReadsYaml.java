package dev.coffer.adapter.http.violating;

import tools.jackson.dataformat.yaml.YAMLMapper;

public class ReadsYaml {

  YAMLMapper mapper() {
    return new YAMLMapper();
  }
}
