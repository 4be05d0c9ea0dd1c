package dev.coffer.adapter.postgres.violating;

import okhttp3.OkHttpClient;

public class TalksToAStore {

  OkHttpClient client() {
    return new OkHttpClient();
  }
}
