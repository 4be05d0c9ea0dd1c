package dev.coffer.boot.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A system as it talks to one address over HTTP.
 *
 * @param base of an instance, or of a balancer
 */
public record Appliance(URI base, String key, String secret) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  /** The same system at another address. */
  public Appliance at(URI other) {
    return new Appliance(other, key, secret);
  }

  public String authorization() {
    String pair = key + ":" + secret;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve("/api/systems/backups" + path))
        .header("Authorization", authorization());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> list() throws IOException, InterruptedException {
    return send(request(""));
  }

  public List<String> listedIds() throws IOException, InterruptedException {
    HttpResponse<String> reply = list();
    if (reply.statusCode() != 200) {
      throw new AssertionError("list: " + reply.statusCode() + " " + reply.body());
    }
    return idsIn(reply.body());
  }

  public static List<String> idsIn(String body) {
    return ID.matcher(body).results().map(found -> found.group(1)).toList();
  }

  public HttpResponse<String> upload(byte[] bytes) throws IOException, InterruptedException {
    return upload(bytes, Map.of());
  }

  public HttpResponse<String> upload(byte[] bytes, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request("").POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    headers.forEach(request::header);
    return send(request);
  }

  /** What anybody gets there. */
  public static int statusOf(URI address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  public HttpResponse<InputStream> download(String id) throws IOException, InterruptedException {
    return CLIENT.send(request("/" + id).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  public HttpResponse<String> delete(String id) throws IOException, InterruptedException {
    return send(request("/" + id).DELETE());
  }

  public static String idOf(HttpResponse<String> reply) {
    Matcher id = ID.matcher(reply.body());
    if (reply.statusCode() != 201 || !id.find()) {
      throw new AssertionError("upload: " + reply.statusCode() + " " + reply.body());
    }
    return id.group(1);
  }

  /** A connection on which an upload of {@code length} bytes was announced. */
  public Socket announce(long length, String... headers) throws IOException {
    var head = new StringBuilder();
    head.append("POST /api/systems/backups HTTP/1.1\r\nHost: vault\r\nAuthorization: ")
        .append(authorization())
        .append("\r\nContent-Length: ")
        .append(length)
        .append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    var socket = new Socket(base.getHost(), base.getPort());
    socket
        .getOutputStream()
        .write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The whole reply on such a connection; empty when it was cut without one. */
  public static String replyOn(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var text = new ByteArrayOutputStream();
    int depth = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      text.write(c);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (c == '}' && depth == 0) {
        break;
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
