package dev.coffer.benchmarks;

import static dev.coffer.benchmarks.report.Markdown.figure;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.coffer.benchmarks.Fleet.Appliance;
import dev.coffer.benchmarks.client.Clients;
import dev.coffer.benchmarks.client.Clients.Load;
import dev.coffer.benchmarks.client.KeepAliveConnection;
import dev.coffer.benchmarks.report.Section;
import dev.coffer.benchmarks.report.Section.Bar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator's list: its last page beside its first one. */
final class FleetPages {

  private static final int BACKUPS = 100_000;
  private static final String FIRST = "/api/backups?limit=100";
  private static final Pattern NEXT = Pattern.compile("(?i)\r\nlink: *<([^>]+)>");

  private static final String KEY =
      """
      insert into vault.api_key (id, label, role, secret_hmac, pepper_id)
      values (gen_random_uuid(), 'benchmark', 'reader', decode(:hmac, 'hex'), 'benchmark')
      """;

  private final Bench bench;
  private final String key;

  private FleetPages(Bench bench, String key) {
    this.bench = bench;
    this.key = key;
  }

  static Section run(Bench bench) {
    Fleet fleet = Fleet.ofBackups(Bench.SEED, BACKUPS);
    List<Appliance> appliances = fleet.appliances(Bench.PEPPER);
    BenchmarkIndex.Database database = bench.index().database("pages");
    new FleetGenerator(database.jdbi(), fleet).fill(appliances);
    Appliance first = appliances.getFirst();
    database
        .jdbi()
        .useHandle(handle -> handle.createUpdate(KEY).bind("hmac", first.hmac()).execute());
    try (ServerProcess server =
        bench.serve(database, Map.of("COFFER_DRIVES_0_LABEL", FleetGenerator.DRIVE_LABEL))) {
      return new FleetPages(bench, first.secret().value()).compare(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Section compare(ServerProcess server) throws IOException {
    String last = lastPage(server);
    ask(server, FIRST, bench.plan().warmUp());
    Duration round = bench.plan().round();
    Rounds<Load, Load> rounds =
        Rounds.alternate(
            bench.plan().rounds(), () -> ask(server, last, round), () -> ask(server, FIRST, round));
    double lastMillis = Rounds.median(rounds.ours(), load -> load.millis(0.5)).millis(0.5);
    double firstMillis = Rounds.median(rounds.theirs(), load -> load.millis(0.5)).millis(0.5);
    Bench.say("last page %s ms, first page %s ms", figure(lastMillis), figure(firstMillis));
    return new Section(
        "The operator's list",
        "GET /api/backups?limit=100 of %,d backups over one persistent connection: the last page, reached by its cursor, compared with the first page; p50."
            .formatted(BACKUPS),
        List.of("", "last page, ms", "first page, ms", "last / first"),
        List.of(
            List.of(
                "page of 100",
                figure(lastMillis),
                figure(firstMillis),
                figure(lastMillis / firstMillis))),
        List.of(Bar.beside("last page and first page", "ms", lastMillis, firstMillis)));
  }

  /** By way of all others, as a client does. */
  private String lastPage(ServerProcess server) throws IOException {
    String page = FIRST;
    try (KeepAliveConnection connection = KeepAliveConnection.open(server.port())) {
      Optional<String> next = Optional.of(page);
      while (next.isPresent()) {
        page = next.get();
        connection.send(request(page));
        Matcher link = NEXT.matcher(connection.receive(200));
        next = link.find() ? Optional.of(link.group(1)) : Optional.empty();
      }
    }
    return page;
  }

  private byte[] request(String path) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: %s\r\n\r\n"
        .formatted(path, key)
        .getBytes(ISO_8859_1);
  }

  private Load ask(ServerProcess server, String path, Duration time) {
    return Clients.run(1, time, _ -> () -> new PageClient(server.port(), request(path)));
  }

  /** One page again and again. */
  private static final class PageClient implements Clients.Client {

    private final KeepAliveConnection connection;
    private final byte[] request;

    PageClient(int port, byte[] request) throws IOException {
      this.connection = KeepAliveConnection.open(port);
      this.request = request;
    }

    @Override
    public void once() throws IOException {
      connection.send(request);
      connection.receive(200);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
