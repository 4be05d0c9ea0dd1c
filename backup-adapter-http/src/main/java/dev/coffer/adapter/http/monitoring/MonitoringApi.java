package dev.coffer.adapter.http.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.HttpFailure;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.adapter.http.reply.RouteTable;
import dev.coffer.application.monitoring.Health;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The routes that report whether this instance is healthy and ready for requests. */
public final class MonitoringApi {
  public static final String HEALTH = "/health";
  private static final byte[] PONG = "{\"message\":\"pong\"}".getBytes(UTF_8);
  private static final byte[] READY = "{\"message\":\"ready\"}".getBytes(UTF_8);

  private static final Header PROMETHEUS =
      HeaderValues.createCached(
          HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");

  private MonitoringApi() {}

  /**
   * Adds {@code /ping}, which checks nothing, and {@code /ready}, which checks whether requests can
   * be served.
   *
   * @param ready whether lists can be served and this instance is not draining; called for each
   *     {@code /ready}, by many threads
   */
  public static Consumer<HttpRouting.Builder> routes(BooleanSupplier ready, HttpErrors errors) {
    var table =
        new RouteTable(errors)
            .get("/ping", (request, response) -> ResponseBody.json(request, response, PONG))
            .get(
                "/ready",
                (request, response) -> {
                  if (!ready.getAsBoolean()) {
                    throw new RequestRefused(
                        HttpFailure.of(Status.SERVICE_UNAVAILABLE_503, "not ready"));
                  }
                  ResponseBody.json(request, response, READY);
                });
    return routing -> routing.register(table);
  }

  /** Adds {@code /health}, without authentication. */
  public static Consumer<HttpRouting.Builder> health(
      Health health, BuildInfo build, HttpErrors errors) {
    var table = new RouteTable(errors).get(HEALTH, new HealthHandler(health, build)::show);
    return routing -> routing.register(table);
  }

  /**
   * Adds {@code /metrics}, without authentication.
   *
   * @param text the metrics in the text format of Prometheus; called for each request, by many
   *     threads
   */
  public static Consumer<HttpRouting.Builder> metrics(Supplier<String> text, HttpErrors errors) {
    var table =
        new RouteTable(errors)
            .get(
                "/metrics",
                (request, response) -> {
                  response.header(PROMETHEUS);
                  ResponseBody.send(request, response, text.get().getBytes(UTF_8));
                });
    return routing -> routing.register(table);
  }
}
