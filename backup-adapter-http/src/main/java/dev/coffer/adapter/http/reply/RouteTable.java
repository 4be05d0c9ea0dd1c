package dev.coffer.adapter.http.reply;

import dev.coffer.adapter.http.server.RequestObserver;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Paths with their methods. A path is found with and without a trailing slash, GET also serves HEAD
 * ({@link ResponseBody} leaves out the body), and any other method gets 405 with {@code Allow}.
 * Helidon on its own would answer 404 in all of these cases.
 *
 * <p>Filled by one thread before the server starts.
 */
public final class RouteTable implements HttpService {
  /** Helidon's pattern for an optional trailing slash; only routes of this table have it. */
  private static final String EITHER_WAY = "[/]";

  private final HttpErrors errors;
  private final Map<String, Map<Method, Handler>> routes = new LinkedHashMap<>();
  private final Map<Method, String> expectations = new HashMap<>();

  public RouteTable(HttpErrors errors) {
    this.errors = errors;
  }

  /** HEAD is served by the same handler. */
  public RouteTable get(String path, Handler handler) {
    return on(Method.GET, path, handler).on(Method.HEAD, path, handler);
  }

  public RouteTable post(String path, Handler handler) {
    return on(Method.POST, path, handler);
  }

  public RouteTable put(String path, Handler handler) {
    return on(Method.PUT, path, handler);
  }

  public RouteTable patch(String path, Handler handler) {
    return on(Method.PATCH, path, handler);
  }

  public RouteTable delete(String path, Handler handler) {
    return on(Method.DELETE, path, handler);
  }

  /** What the 405 to a method says to do instead, wherever the method is not served. */
  public RouteTable expecting(Method insteadOf, String expected) {
    expectations.put(insteadOf, expected);
    return this;
  }

  /**
   * @param path Helidon's path pattern, such as {@code /backups/{id}}, without a trailing slash
   */
  private RouteTable on(Method method, String path, Handler handler) {
    var methods = routes.computeIfAbsent(path, _ -> new LinkedHashMap<>());
    if (methods.putIfAbsent(method, handler) != null) {
      throw new IllegalStateException(method.text() + " " + path + " is registered twice");
    }
    return this;
  }

  @Override
  public void routing(HttpRules rules) {
    routes.forEach((path, methods) -> {
      String allow = allow(methods);
      rules.any(
          path + EITHER_WAY, (request, response) -> dispatch(methods, allow, request, response));
    });
  }

  /**
   * Returns the pattern of the last route that a request has reached, without the optional trailing
   * slash; {@link RequestObserver#OTHER} if it has reached none.
   */
  public static String pattern(ServerRequest request) {
    return request
        .matchingPattern()
        .filter(pattern -> pattern.endsWith(EITHER_WAY))
        .map(pattern -> pattern.substring(0, pattern.length() - EITHER_WAY.length()))
        .orElse(RequestObserver.OTHER);
  }

  private void dispatch(
      Map<Method, Handler> methods, String allow, ServerRequest request, ServerResponse response)
      throws Exception {
    Method method = request.prologue().method();
    Handler handler = methods.get(method);
    if (handler == null) {
      errors.send(request, response, notAllowed(method).withHeader("Allow", allow));
    } else {
      handler.handle(request, response);
    }
  }

  private HttpFailure notAllowed(Method method) {
    HttpFailure failure = HttpFailure.of(Status.METHOD_NOT_ALLOWED_405, "method not allowed");
    return Optional.ofNullable(expectations.get(method)).map(failure::withExpected).orElse(failure);
  }

  private static String allow(Map<Method, Handler> methods) {
    var names = new TreeSet<String>();
    methods.keySet().forEach(method -> names.add(method.text()));
    return String.join(", ", names);
  }
}
