package dev.coffer.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.benchmarks.client.Clients;
import dev.coffer.benchmarks.client.KeepAliveConnection;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** Lists the backups of one system after the other, chosen at random, over one connection. */
final class ListClient implements Clients.Client {

  private final KeepAliveConnection connection;
  private final List<byte[]> requests;
  private final SplittableRandom random;

  private ListClient(KeepAliveConnection connection, List<byte[]> requests, long seed) {
    this.connection = connection;
    this.requests = requests;
    this.random = new SplittableRandom(seed);
  }

  static ListClient open(int port, List<byte[]> requests, long seed) throws IOException {
    return new ListClient(KeepAliveConnection.open(port), requests, seed);
  }

  /** The request of each system, made before time counts. */
  static List<byte[]> requests(List<Appliance> appliances) {
    return appliances.stream()
        .map(appliance ->
            "GET /api/systems/backups HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n"
                .formatted(authorization(appliance))
                .getBytes(ISO_8859_1))
        .toList();
  }

  /** The header, without its line's end. */
  static String authorization(Appliance appliance) {
    String login = appliance.key() + ":" + appliance.secret().value();
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(login.getBytes(ISO_8859_1));
  }

  @Override
  public void once() throws IOException {
    connection.send(requests.get(random.nextInt(requests.size())));
    connection.receive(200);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
