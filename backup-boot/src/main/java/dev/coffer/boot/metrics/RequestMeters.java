package dev.coffer.boot.metrics;

import dev.coffer.adapter.http.server.RequestObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Measures the duration of requests by method, route and class of status. Thread-safe. */
final class RequestMeters implements RequestObserver {

  private record Kind(String method, String route, String status) {}

  private final MeterRegistry registry;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void served(Served request) {
    var kind = new Kind(request.method(), request.route(), statusClass(request.status()));
    timers.computeIfAbsent(kind, this::timer).record(request.took());
  }

  private static String statusClass(int status) {
    return status == Served.BROKEN ? "broken" : status / 100 + "xx";
  }

  private Timer timer(Kind kind) {
    return Timer.builder("coffer.http.requests")
        .description(
            "Requests to the main listener, from the end of their headers to the end of their replies")
        .tag("method", kind.method)
        .tag("route", kind.route)
        .tag("status", kind.status)
        .register(registry);
  }
}
