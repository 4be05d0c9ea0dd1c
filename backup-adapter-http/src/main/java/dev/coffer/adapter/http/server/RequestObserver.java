package dev.coffer.adapter.http.server;

import java.time.Duration;

/**
 * Is told of every request once, when its reply is sent or given up. Called by many threads, each
 * of which waits for it.
 */
@FunctionalInterface
public interface RequestObserver {

  /** What stands for a method or a path that no route knows: what clients make up is not told. */
  String OTHER = "other";

  RequestObserver NOBODY = _ -> {};

  void served(Served request);

  /**
   * One request and what became of it. Of each component there are only so many values, whatever
   * clients send.
   *
   * @param method as HTTP spells it, or {@link #OTHER}
   * @param route the pattern of its path, such as {@code /api/backups/{id}}, or {@link #OTHER}
   * @param status as the client saw it; {@link #BROKEN} when the connection ended before the reply
   *     was whole
   * @param took from the end of its headers to the end of the reply
   */
  record Served(String method, String route, int status, Duration took) {

    public static final int BROKEN = 0;
  }
}
