package dev.coffer.adapter.postgres.violating;

import java.net.http.HttpClient;

public class SpeaksToAVault {

  boolean isOpen(HttpClient client) {
    return !client.isTerminated();
  }
}
