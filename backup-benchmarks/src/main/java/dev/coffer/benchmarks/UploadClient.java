package dev.coffer.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.benchmarks.client.Body;
import dev.coffer.benchmarks.client.Clients;
import dev.coffer.benchmarks.client.KeepAliveConnection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stores and fetches backups of one system over one connection. */
final class UploadClient implements Clients.Client {

  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  private final KeepAliveConnection connection;
  private final Appliance appliance;
  private final Body body;

  private UploadClient(KeepAliveConnection connection, Appliance appliance, Body body) {
    this.connection = connection;
    this.appliance = appliance;
    this.body = body;
  }

  static UploadClient open(int port, Appliance appliance, Body body) throws IOException {
    return new UploadClient(KeepAliveConnection.open(port), appliance, body);
  }

  @Override
  public void once() throws IOException {
    store();
  }

  /** Returns the id of what is stored. */
  String store() throws IOException {
    var out = new BufferedOutputStream(connection.output(), 128 * 1024);
    out.write(
        head("POST", "", "Content-Length: " + body.bytes() + "\r\nX-Filename: measured.bin\r\n"));
    body.writeTo(out);
    out.flush();
    Matcher id = ID.matcher(connection.receive(201));
    if (!id.find()) {
      throw new IOException("a receipt without id");
    }
    return id.group(1);
  }

  void fetch(String id) throws IOException {
    connection.send(head("GET", "/" + id, ""));
    connection.receive(200);
  }

  private byte[] head(String method, String path, String further) {
    return "%s /api/systems/backups%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n%s\r\n"
        .formatted(method, path, ListClient.authorization(appliance), further)
        .getBytes(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
