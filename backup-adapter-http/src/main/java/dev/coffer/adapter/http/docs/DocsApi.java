package dev.coffer.adapter.http.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.reply.EntityTags;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.adapter.http.reply.RouteTable;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The routes of the API description. Every file comes from this program, because a page on which
 * people may enter secrets must not load anything from other hosts.
 */
public final class DocsApi {
  /**
   * Allows only files of this server. Swagger UI sets inline styles and has its pictures in the
   * CSS.
   */
  private static final Header POLICY =
      HeaderValues.createCached(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
              + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");

  private DocsApi() {}

  /**
   * Adds {@code /openapi} and {@code /docs}. They need no authentication, because the description
   * is no secret: it is part of the published source.
   */
  public static Consumer<HttpRouting.Builder> routes(HttpErrors errors) {
    String swaggerUi = swaggerUi();
    var table =
        new RouteTable(errors)
            .get("/openapi", document("openapi.yaml", "application/yaml")::send)
            .get("/docs", document("docs.html", "text/html; charset=utf-8")::send)
            .get("/docs/start.js", document("start.js", "text/javascript")::send)
            .get("/docs/swagger-ui.css", document(swaggerUi + "swagger-ui.css", "text/css")::send)
            .get(
                "/docs/swagger-ui-bundle.js",
                document(swaggerUi + "swagger-ui-bundle.js", "text/javascript")::send);
    return routing -> routing.register(table);
  }

  /** Returns the folder in the WebJar of Swagger UI, whose name contains the version. */
  private static String swaggerUi() {
    var properties = new Properties();
    try {
      properties.load(new StringReader(new String(read("docs.properties"), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("swagger-ui");
  }

  private static Document document(String resource, String contentType) {
    return new Document(
        read(resource), HeaderValues.createCached(HeaderNames.CONTENT_TYPE, contentType));
  }

  private static byte[] read(String resource) {
    try (InputStream file = DocsApi.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException(resource + " is missing from the program");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that does not change while the program is running. */
  private static final class Document {
    private final byte[] bytes;
    private final Header contentType;
    private final String etag;

    Document(byte[] bytes, Header contentType) {
      this.bytes = bytes;
      this.contentType = contentType;
      this.etag = EntityTags.strong(UUID.nameUUIDFromBytes(bytes).toString());
    }

    void send(ServerRequest request, ServerResponse response) {
      response.header(HeaderNames.ETAG, etag);
      response.header(HeaderNames.CACHE_CONTROL, "no-cache");
      if (EntityTags.isUnchanged(request.headers(), etag)) {
        ResponseBody.notModified(response);
        return;
      }
      response.header(contentType);
      response.header(POLICY);
      ResponseBody.send(request, response, bytes);
    }
  }
}
