package dev.coffer.adapter.remote;

import dev.coffer.application.Reasons;
import dev.coffer.application.drives.StorageUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to one vault and turns failures into one-sentence messages. Thread-safe. */
final class VaultConnection implements AutoCloseable {

  static final int OK = 200;
  static final int PARTIAL = 206;
  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int DAMAGED = 500;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int LONGEST_TEXT = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final RemoteConfig config;
  private final HttpClient client;

  VaultConnection(RemoteConfig config) {
    this.config = config;
    // The vault supports only HTTP/1.1. A redirect could send the key to another host.
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    config.authorities().map(TrustedAuthorities::in).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * Asks for JSON.
   *
   * @param usual statuses that the caller handles
   */
  HttpResponse<String> call(String method, String path, Set<Integer> usual) {
    HttpResponse<String> reply = send(method, path, "", BodyHandlers.ofString());
    return checked(reply, usual, reply.body());
  }

  /**
   * Asks for bytes; the body of a failure is empty.
   *
   * @param range value of the header; empty = all bytes
   */
  HttpResponse<InputStream> open(String method, String path, String range, Set<Integer> usual) {
    HttpResponse<InputStream> reply = send(method, path, range, BodyHandlers.ofInputStream());
    try {
      return checked(reply, usual, "");
    } catch (RemoteRefused | StorageUnavailable e) {
      closeQuietly(reply.body());
      throw e;
    }
  }

  static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The rest of the body is not needed.
    }
  }

  Duration timeout() {
    return config.timeout();
  }

  /** A server whose reply is not JSON is not a vault. */
  JsonNode json(HttpResponse<String> reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (JacksonException e) {
      throw notAVault(e);
    }
  }

  RemoteRefused notAVault(Exception e) {
    return new RemoteRefused("%s is not a vault. Check the URL.".formatted(config.url()), e);
  }

  private <T> HttpResponse<T> send(
      String method, String path, String range, BodyHandler<T> handler) {
    URI address = config.url().at(path);
    var builder =
        HttpRequest.newBuilder(address)
            .method(method, BodyPublishers.noBody())
            .timeout(config.timeout())
            .header("X-Api-Key", config.apiKey().value());
    if (!range.isEmpty()) {
      builder.header("Range", range);
    }
    try {
      return client.send(builder.build(), handler);
    } catch (IOException e) {
      throw translate(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageUnavailable("interrupted while waiting for " + config.url(), e);
    }
  }

  private RuntimeException translate(IOException e) {
    URI url = config.url().uri();
    return switch (e) {
      case SSLHandshakeException tls ->
          new RemoteRefused(
              ("the certificate of %s is not trusted: %s. Check the host name, or name its "
                      + "certificate authority with --ca-file.")
                  .formatted(url, tls.getMessage()),
              e);
      case SSLException tls ->
          new RemoteRefused("%s does not support TLS: %s".formatted(url, tls.getMessage()), e);
      case HttpTimeoutException _ ->
          new StorageUnavailable("%s did not answer in time".formatted(url), e);
      case ConnectException refused -> new StorageUnavailable(unreachable(url, refused), e);
      default -> new StorageUnavailable("cannot reach %s: %s".formatted(url, Reasons.of(e)), e);
    };
  }

  /** The message of the client's own exception is empty. */
  private static String unreachable(URI url, ConnectException refused) {
    boolean unknown = causes(refused).anyMatch(UnresolvedAddressException.class::isInstance);
    return unknown
        ? "cannot reach %s: no such host".formatted(url)
        : "cannot reach %s: connection refused".formatted(url);
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
  }

  private <T> HttpResponse<T> checked(HttpResponse<T> reply, Set<Integer> usual, String body) {
    int status = reply.statusCode();
    URI url = config.url().uri();
    if (usual.contains(status)) {
      return reply;
    }
    throw switch (status) {
      case 400 ->
          new RemoteRefused("the vault at %s refused the request: %s".formatted(url, brief(body)));
      case 401 ->
          new RemoteRefused(
              "the vault at %s does not accept the API key. It is unknown, revoked or expired."
                  .formatted(url));
      case 403 ->
          new RemoteRefused(
              ("the API key is not permitted to do this at %s. Use a key with role operator or "
                      + "admin.")
                  .formatted(url));
      case 503 ->
          new StorageUnavailable(
              "the vault at %s is temporarily unavailable. Try again later.".formatted(url));
      case DAMAGED ->
          new RemoteRefused(
              "the vault at %s failed with an internal error. Its log has the details."
                  .formatted(url));
      default ->
          new RemoteRefused(
              "%s is not a vault: it answered with status %d. Check the URL."
                  .formatted(url, status));
    };
  }

  private static String brief(String body) {
    String line = body.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
