package dev.coffer.adapter.http.appliance;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.reply.RouteTable;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.tenancy.Scope;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpRouting;
import java.util.function.Consumer;

/** The routes of the appliance API. */
public final class ApplianceApi {
  static final String BACKUPS = "/api/systems/backups";
  static final String BACKUP = BACKUPS + "/{id}";

  private ApplianceApi() {}

  /**
   * Adds everything below {@code /api/systems}, for {@link
   * dev.coffer.adapter.http.server.HttpServer#start}.
   *
   * @param throttle shared by all contracts whose secrets can be guessed
   */
  public static Consumer<HttpRouting.Builder> routes(
      RecogniseSystem recogniseSystem,
      ApplianceBackups applianceBackups,
      HttpErrors errors,
      FailureThrottle throttle) {
    var logins = new Logins(throttle);
    var access = new SystemAccess(recogniseSystem, logins);
    var backups = new BackupHandlers(recogniseSystem, applianceBackups, logins);
    var table =
        new RouteTable(errors)
            .get(BACKUPS, backups::list)
            .post(BACKUPS, backups::upload)
            .get(BACKUP, backups::download)
            .delete(BACKUP, backups::delete)
            .expecting(Method.PUT, ApplianceRefusals.UPLOAD_COMMAND);
    PathMatcher collection = PathMatchers.create(BACKUPS + "[/]");
    // The order matters: first the framing of an upload, then the caller, and only then the method.
    return routing ->
        routing
            .route(Method.POST, collection, UploadRequest::requireLength)
            .route(method -> !isRead(method), collection, access.required(ApplianceApi::scopeOnAll))
            .route(method -> !isRead(method), collection, access::refuse)
            .any(BACKUP + "[/]", access.required(ApplianceApi::scopeOnOne), access::refuse)
            .register(table);
  }

  /**
   * Reads of the collection are not authenticated by Security: the listing recognises its caller in
   * its own query to the index, and a second query would cost a third of the listings per second.
   */
  private static boolean isRead(Method method) {
    return method.equals(Method.GET) || method.equals(Method.HEAD);
  }

  private static Scope scopeOnAll(Method method) {
    return method.equals(Method.POST) ? Scope.UPLOAD : Scope.LIST;
  }

  /**
   * A method that is not served needs the lowest scope, so that its caller learns which methods are
   * served.
   */
  private static Scope scopeOnOne(Method method) {
    if (isRead(method)) {
      return Scope.DOWNLOAD;
    }
    return method.equals(Method.DELETE) ? Scope.DELETE : Scope.LIST;
  }
}
