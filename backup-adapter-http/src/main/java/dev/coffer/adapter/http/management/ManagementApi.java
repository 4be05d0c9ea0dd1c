package dev.coffer.adapter.http.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.HttpErrors;
import dev.coffer.adapter.http.HttpFailure;
import dev.coffer.adapter.http.RequestRefused;
import dev.coffer.adapter.http.ResponseBody;
import dev.coffer.adapter.http.RouteTable;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The routes that tell whether this instance lives and whether it should get requests. */
public final class ManagementApi {
  private static final byte[] PONG = "{\"message\":\"pong\"}".getBytes(UTF_8);
  private static final byte[] READY = "{\"message\":\"ready\"}".getBytes(UTF_8);

  private ManagementApi() {}

  /**
   * Answers {@code /ping} without touching anything, and {@code /ready} by asking.
   *
   * @param ready whether the index can be reached and this instance is not draining; asked for each
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
}
