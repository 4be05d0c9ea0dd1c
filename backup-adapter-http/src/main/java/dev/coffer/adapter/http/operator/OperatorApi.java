package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.monitoring.BuildInfo;
import dev.coffer.adapter.http.monitoring.HealthHandler;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.RouteTable;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.download.Links;
import dev.coffer.application.monitoring.Health;
import dev.coffer.domain.access.Role;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The routes of the operator API. */
public final class OperatorApi {
  static final String BACKUPS = "/api/backups";
  static final String DOWNLOADS = "/api/downloads";
  private static final String HEALTH = "/health";
  private static final String BACKUP = BACKUPS + "/{id}";
  private static final String RETRY = BACKUP + "/retry";
  private static final String DOWNLOAD = BACKUP + "/download";
  private static final String LINK = BACKUP + "/generate-download-url";
  private static final String FOLLOW = DOWNLOADS + "/{id}";
  private static final String OF_SYSTEM = "/api/systems/{key}/backups";
  private static final String ONE_OF_SYSTEM = OF_SYSTEM + "/{id}";
  private static final String LINK_OF_SYSTEM = ONE_OF_SYSTEM + "/download";

  private OperatorApi() {}

  /**
   * What the routes have to know besides.
   *
   * @param publicUrl where others reach this vault: scheme, host and port; empty: as whoever asks
   *     for a link
   */
  public record Config(BuildInfo build, Optional<URI> publicUrl) {}

  /** Words the failures of this contract's paths; those of one system keep the envelope. */
  public static HttpErrors wording(HttpErrors errors) {
    var words = new OperatorErrors();
    return errors.withBody(BACKUPS, words).withBody(DOWNLOADS, words).withBody(HEALTH, words);
  }

  /**
   * Everything below {@code /api/backups}, and the links, for {@link
   * dev.coffer.adapter.http.server.HttpServer#start}.
   *
   * @param errors with this contract's {@linkplain #wording words}
   */
  public static Consumer<HttpRouting.Builder> fleet(
      RecogniseOperator recogniseOperator,
      Fleet fleet,
      Downloads downloads,
      Links links,
      Config config,
      HttpErrors errors) {
    OperatorGate access = gate(recogniseOperator);
    var lists = new FleetHandlers(fleet);
    var bytes = new DownloadHandlers(downloads, links, new LinkUrls(config));
    var table =
        new RouteTable(errors)
            .get(BACKUPS, lists::list)
            .post(
                BACKUPS,
                // Data sources come later.
                (_, _) -> {
                  throw new RequestRefused(OperatorRefusals.NO_DATA_SOURCE);
                })
            .get(BACKUP, lists::show)
            .post(RETRY, lists::retry)
            .get(DOWNLOAD, bytes::download)
            .get(LINK, bytes::link)
            .get(FOLLOW, bytes::follow);
    return routing -> {
      require(routing, access, BACKUPS, asked(Method.POST));
      require(routing, access, BACKUP, _ -> Role.READER);
      require(routing, access, RETRY, asked(Method.POST));
      require(routing, access, DOWNLOAD, asked(Method.GET, Method.HEAD));
      require(routing, access, LINK, asked(Method.GET, Method.HEAD));
      routing.register(table);
    };
  }

  /** What an operator may ask of one system, as {@link #fleet}. */
  public static Consumer<HttpRouting.Builder> systems(
      RecogniseOperator recogniseOperator,
      SystemBackups systemBackups,
      Deletions deletions,
      Fleet fleet,
      Links links,
      Config config,
      HttpErrors errors) {
    OperatorGate access = gate(recogniseOperator);
    var system = new SystemHandlers(systemBackups, deletions, fleet, links, new LinkUrls(config));
    var table =
        new RouteTable(errors)
            .get(OF_SYSTEM, system::list)
            .delete(ONE_OF_SYSTEM, system::delete)
            .get(LINK_OF_SYSTEM, system::link);
    return routing -> {
      require(routing, access, OF_SYSTEM, _ -> Role.READER);
      require(routing, access, ONE_OF_SYSTEM, asked(Method.DELETE));
      require(routing, access, LINK_OF_SYSTEM, asked(Method.GET, Method.HEAD));
      routing.register(table);
    };
  }

  private static OperatorGate gate(RecogniseOperator recogniseOperator) {
    return new OperatorGate(
        recogniseOperator, OperatorRefusals.UNAUTHORIZED, OperatorRefusals.FORBIDDEN);
  }

  /** {@code /health}, as {@link #fleet}; also for a listener that serves nothing else of it. */
  public static Consumer<HttpRouting.Builder> health(
      Health health, BuildInfo build, HttpErrors errors) {
    var handler = new HealthHandler(health, build);
    var table = new RouteTable(errors).get(HEALTH, handler::show);
    return routing -> routing.register(table);
  }

  /** Who is asking comes before the method. */
  private static void require(
      HttpRouting.Builder routing,
      OperatorGate access,
      String path,
      Function<Method, Role> needed) {
    routing.any(path + "[/]", access.required(needed), access::refuse);
  }

  /** These take an operator; any other method the least, so that its caller is told the right. */
  private static Function<Method, Role> asked(Method... methods) {
    var ofOperators = Set.of(methods);
    return method -> ofOperators.contains(method) ? Role.OPERATOR : Role.READER;
  }
}
