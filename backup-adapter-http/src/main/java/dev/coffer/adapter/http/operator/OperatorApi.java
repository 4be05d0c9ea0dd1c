package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.access.OperatorLogins;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.RouteTable;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.download.Links;
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
   * Formats the failures of this contract's paths; those of the calls on one system keep the
   * envelope.
   *
   * @param alsoBelow further paths whose failures have this form
   */
  public static HttpErrors wording(HttpErrors errors, String... alsoBelow) {
    var form = new OperatorErrors();
    HttpErrors worded = errors.withBody(BACKUPS, form).withBody(DOWNLOADS, form);
    for (String path : alsoBelow) {
      worded = worded.withBody(path, form);
    }
    return worded;
  }

  /**
   * Adds everything below {@code /api/backups}, and the links, for {@link
   * dev.coffer.adapter.http.server.HttpServer#start}.
   *
   * @param publicUrl the address at which others reach this vault: scheme, host and port; empty =
   *     links contain the address of the request that made them
   * @param errors with this contract's {@linkplain #wording form}
   */
  public static Consumer<HttpRouting.Builder> fleet(
      OperatorLogins logins,
      Fleet fleet,
      Downloads downloads,
      Links links,
      Optional<URI> publicUrl,
      HttpErrors errors) {
    OperatorGate access = gate(logins);
    var lists = new FleetHandlers(fleet);
    var bytes = new DownloadHandlers(downloads, links, new LinkUrls(publicUrl));
    var table =
        new RouteTable(errors)
            .get(BACKUPS, lists::list)
            .post(
                BACKUPS,
                // The contract has a call to dump every data source, although there is no kind of
                // data source.
                (_, _) -> {
                  throw new RequestRefused(OperatorRefusals.NO_DATA_SOURCE);
                })
            .get(BACKUP, lists::show)
            .post(RETRY, lists::retry)
            .get(DOWNLOAD, bytes::download)
            .get(LINK, bytes::link)
            .get(FOLLOW, bytes::follow);
    return routing -> {
      require(routing, access, BACKUPS, operatorsOnly(Method.POST));
      require(routing, access, BACKUP, _ -> Role.READER);
      require(routing, access, RETRY, operatorsOnly(Method.POST));
      require(routing, access, DOWNLOAD, operatorsOnly(Method.GET, Method.HEAD));
      require(routing, access, LINK, operatorsOnly(Method.GET, Method.HEAD));
      routing.register(table);
    };
  }

  /** Adds the calls on the backups of one system; see {@link #fleet} for the parameters. */
  public static Consumer<HttpRouting.Builder> systems(
      OperatorLogins logins,
      SystemBackups systemBackups,
      Deletions deletions,
      Fleet fleet,
      Links links,
      Optional<URI> publicUrl,
      HttpErrors errors) {
    OperatorGate access = gate(logins);
    var system =
        new SystemHandlers(systemBackups, deletions, fleet, links, new LinkUrls(publicUrl));
    var table =
        new RouteTable(errors)
            .get(OF_SYSTEM, system::list)
            .delete(ONE_OF_SYSTEM, system::delete)
            .get(LINK_OF_SYSTEM, system::link);
    return routing -> {
      require(routing, access, OF_SYSTEM, _ -> Role.READER);
      require(routing, access, ONE_OF_SYSTEM, operatorsOnly(Method.DELETE));
      require(routing, access, LINK_OF_SYSTEM, operatorsOnly(Method.GET, Method.HEAD));
      routing.register(table);
    };
  }

  private static OperatorGate gate(OperatorLogins logins) {
    return new OperatorGate(logins, OperatorRefusals.UNAUTHORIZED, OperatorRefusals.FORBIDDEN);
  }

  /** Checks the caller before the method. */
  private static void require(
      HttpRouting.Builder routing,
      OperatorGate access,
      String path,
      Function<Method, Role> needed) {
    routing.any(path + "[/]", access.required(needed), access::refuse);
  }

  /**
   * These methods need an operator. Any other method needs the lowest role, so that its caller
   * learns which methods are served.
   */
  private static Function<Method, Role> operatorsOnly(Method... methods) {
    var ofOperators = Set.of(methods);
    return method -> ofOperators.contains(method) ? Role.OPERATOR : Role.READER;
  }
}
