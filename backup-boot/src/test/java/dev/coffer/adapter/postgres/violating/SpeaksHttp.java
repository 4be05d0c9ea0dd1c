package dev.coffer.adapter.postgres.violating;

import io.helidon.http.Status;

/** Public, so that another violation can know it. */
public class SpeaksHttp {

  int code() {
    return Status.OK_200.code();
  }
}
