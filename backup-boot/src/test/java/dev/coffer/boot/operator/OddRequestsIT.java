package dev.coffer.boot.operator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.adapter.http.docs.DocsApi;
import dev.coffer.boot.process.ServedVault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Each field of each operation that {@code /openapi} describes, with values that no client in its
 * right mind sends, on a vault with a real index: never an error of the vault.
 */
class OddRequestsIT {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** As they stand in a path or a query. */
  private static final List<String> ODD =
      Stream.of(
              Stream.of(
                  "%00",
                  "a%00b",
                  "%ED%A0%80",
                  "%FF",
                  "%C0%80",
                  "%zz",
                  "%",
                  "%0A",
                  "%E2%80%AE",
                  "%F0%9F%92%A9",
                  "%5Cu0000",
                  "'",
                  "-1",
                  "1e9",
                  "99999999999999999999",
                  "9223372036854775807",
                  "%2B999999999-12-31T23:59:59Z",
                  "-999999999-01-01T00:00:00Z",
                  "%2B294277-01-01T00:00:00Z",
                  "-4714-01-01T00:00:00Z",
                  "2026-01-01T00:00:00%2B18:00",
                  "00000000-0000-0000-0000-000000000000",
                  "ffffffff-ffff-ffff-ffff-ffffffffffff",
                  "x".repeat(1000)),
              Stream.of("\0", "a\0b", "\n", "/", "00000000", "2026-01-01T00:00:00Z", "x,y")
                  .map(text -> base64(text.getBytes(UTF_8))),
              Stream.of(
                  base64(new byte[] {(byte) 0xff}),
                  base64(ByteBuffer.allocate(8).putLong(Long.MIN_VALUE).array()),
                  base64(ByteBuffer.allocate(28).putLong(31_556_889_864_403_199L).array()),
                  base64(ByteBuffer.allocate(28).putLong(-31_557_014_167_219_200L).array()),
                  base64(ByteBuffer.allocate(28).putLong(9_224_318_016_000L).array())))
          .flatMap(values -> values)
          .toList();

  /** As they stand in JSON. */
  private static final List<String> ODD_JSON =
      List.of(
          "\"\\u0000\"",
          "\"a\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\n\"",
          "\"\"",
          "\"" + "x".repeat(5000) + "\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"P999999999D\"",
          "\"99999999999d\"",
          "9223372036854775807",
          "99999999999999999999",
          "1e400",
          "-1",
          "0.5",
          "true",
          "null",
          "[]",
          "[\"\\u0000\"]",
          "[null]",
          "{}",
          "{\"\\u0000\":1}");

  private static final List<String> ODD_BODIES =
      List.of(
          "",
          "\0",
          "null",
          "[",
          "[]",
          "\"\\ud800\"",
          "{\"\\u0000\":1}",
          "{\"a\":1,\"a\":2}",
          "{\"name\":\"\u00ff\"}",
          "[".repeat(5000),
          "key,organization,label\nA,\0,x\n",
          "key,organization\n\0,x\n",
          "{\"key\":\"A\",\"organization\":\"\\u0000\"}\n",
          "{\"key\":\"\\ud800\",\"organization\":\"x\"}\n");

  @TempDir private Path temporary;

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private record Request(String method, String target, String type, String body) {}

  @Test
  void noRequestIsAnErrorOfTheVault() throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    List<String> failed = new ArrayList<>();
    try (ServedVault vault = ServedVault.start(data)) {
      String key = vault.operatorKey();
      String authorization = vault.firstSystem().authorization();
      for (Request request : requests(organization(vault))) {
        String access =
            request.target().startsWith("/api/systems/backups")
                ? "Authorization: " + authorization
                : "X-Api-Key: " + key;
        int status = status(vault.base(), request, access);
        if (status >= 500) {
          failed.add(status + " " + request);
        }
      }
    }

    assertThat(failed).isEmpty();
    assertThat(Files.readString(ServedVault.log(data))).doesNotContain("Exception");
  }

  private static JsonNode organization(ServedVault vault) throws IOException {
    var request = new Request("GET", "/api/v1/organizations", "", "");
    return JsonMapper.shared()
        .readTree(answer(vault.base(), request, "X-Api-Key: " + vault.operatorKey()))
        .at("/items/0");
  }

  private static List<Request> requests(JsonNode organization) throws IOException {
    JsonNode api;
    try (InputStream yaml = DocsApi.class.getResourceAsStream("openapi.yaml")) {
      api = new YAMLMapper().readTree(yaml);
    }
    List<Request> requests = new ArrayList<>();
    api.get("paths")
        .forEachEntry((path, operations) ->
            operations.forEachEntry((method, operation) -> {
              if (METHODS.contains(method)) {
                add(requests, api, method, path, operations, operation, organization);
              }
            }));
    return requests;
  }

  private static void add(
      List<Request> requests,
      JsonNode api,
      String method,
      String path,
      JsonNode operations,
      JsonNode operation,
      JsonNode organization) {
    String verb = method.toUpperCase(Locale.ROOT);
    String known =
        path.replace("{key}", "first-system")
            .replace(
                "{id}",
                path.contains("/organizations/")
                    ? organization.path("id").asString()
                    : "01890a5d-ac96-774b-bcce-b302099a8057");
    Stream.concat(
            operations.path("parameters").valueStream(), operation.path("parameters").valueStream())
        .map(parameter -> resolved(api, parameter))
        .forEach(parameter -> {
          String name = parameter.path("name").asString();
          switch (parameter.path("in").asString()) {
            case "path" ->
                ODD.forEach(odd ->
                    requests.add(
                        new Request(
                            verb,
                            path.replace("{" + name + "}", odd)
                                .replace("{key}", "first-system")
                                .replace("{id}", "01890a5d-ac96-774b-bcce-b302099a8057"),
                            "",
                            "")));
            case "query" ->
                ODD.forEach(
                    odd -> requests.add(new Request(verb, known + "?" + name + "=" + odd, "", "")));
            default -> {}
          }
        });
    operation
        .path("requestBody")
        .path("content")
        .forEachEntry((type, content) -> {
          if (!type.equals("*/*")) {
            ODD_BODIES.forEach(odd -> requests.add(new Request(verb, known, type, odd)));
            bodies(resolved(api, content.path("schema")), organization)
                .forEach(body -> requests.add(new Request(verb, known, type, body)));
          }
        });
  }

  private static JsonNode resolved(JsonNode api, JsonNode node) {
    return node.has("$ref") ? api.at(node.get("$ref").stringValue().substring(1)) : node;
  }

  /** One field is odd, the others are as somebody would send them. */
  private static List<String> bodies(JsonNode schema, JsonNode organization) {
    Map<String, String> right = new LinkedHashMap<>();
    right.put("name", "\"A\"");
    right.put("organization", "\"" + organization.path("name").asString() + "\"");
    right.put("key", "\"ODD-1\"");
    right.put("role", "\"reader\"");
    right.put("scopes", "[\"upload\"]");
    right.put("reason", "\"R\"");
    List<String> bodies = new ArrayList<>();
    for (String odd : schema.path("properties").propertyNames()) {
      for (String value : ODD_JSON) {
        var body = new LinkedHashMap<String, String>();
        schema
            .path("required")
            .forEach(needed -> {
              String name = needed.stringValue();
              body.put(name, right.getOrDefault(name, "\"1\""));
            });
        body.put(odd, value);
        bodies.add(
            "{"
                + String.join(
                    ",",
                    body.entrySet().stream()
                        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                        .toList())
                + "}");
      }
    }
    return bodies;
  }

  private static int status(URI base, Request request, String access) throws IOException {
    try (Socket socket = sent(base, request, access);
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      String line = new String(in.readNBytes("HTTP/1.1 200".length()), ISO_8859_1);
      return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }
  }

  private static String answer(URI base, Request request, String access) throws IOException {
    try (Socket socket = sent(base, request, access)) {
      String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
      return reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }
  }

  private static Socket sent(URI base, Request request, String access) throws IOException {
    byte[] body = request.body().getBytes(ISO_8859_1);
    String head =
        "%s %s HTTP/1.1\r\nHost: vault\r\n%s\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(
                request.method(),
                request.target(),
                access,
                body.length,
                request.type().isEmpty() ? "" : "Content-Type: " + request.type() + "\r\n");
    var socket = new Socket(base.getHost(), base.getPort());
    socket.getOutputStream().write(head.getBytes(ISO_8859_1));
    socket.getOutputStream().write(body);
    return socket;
  }
}
