package dev.coffer.adapter.http.reply;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.adapter.http.server.GuardedConnection;
import dev.coffer.adapter.http.server.RequestLog;
import io.helidon.http.DateTime;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.ByteArrayOutputStream;

/**
 * Prepares the reply to an upload that is too slow. The route is still waiting for the body at that
 * time, so the watchdog sends these bytes directly, bypassing Helidon, and then closes the
 * connection.
 */
public final class SlowUploadReply implements Filter {
  private static final HttpFailure TOO_SLOW =
      HttpFailure.of(Status.REQUEST_TIMEOUT_408, "upload too slow");

  private final HttpErrors errors;
  private final CommonHeaders commonHeaders;

  public SlowUploadReply(HttpErrors errors, CommonHeaders commonHeaders) {
    this.errors = errors;
    this.commonHeaders = commonHeaders;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!request.content().consumed()) {
      String path = request.prologue().uriPath().path();
      String id = response.headers().first(RequestLog.REQUEST_ID).orElse("");
      GuardedConnection.current().answerLateness(() -> reply(path, id));
    }
    chain.proceed();
  }

  private byte[] reply(String path, String id) {
    ErrorBody body = errors.bodyFor(path);
    byte[] content = body.bytes(TOO_SLOW);
    var head = new StringBuilder("HTTP/1.1 408 Request Timeout\r\n");
    line(head, "Date", DateTime.rfc1123String());
    line(head, "Connection", "close");
    line(head, "Content-Type", body.contentType());
    line(head, "Content-Length", Integer.toString(content.length));
    line(head, RequestLog.REQUEST_ID.defaultCase(), id);
    commonHeaders.headers().forEach(header -> line(head, header.name(), header.get()));
    var reply = new ByteArrayOutputStream();
    reply.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    reply.writeBytes(content);
    return reply.toByteArray();
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
