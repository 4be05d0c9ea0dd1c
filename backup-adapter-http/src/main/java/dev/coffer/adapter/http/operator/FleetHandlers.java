package dev.coffer.adapter.http.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.reply.EntityTags;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetPlace;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The calls on backups of all systems. Thread-safe. */
final class FleetHandlers {
  private static final byte[] RETRY_STARTED = "{\"Message\":\"Retry started\"}".getBytes(UTF_8);

  private final Fleet fleet;

  FleetHandlers(Fleet fleet) {
    this.fleet = fleet;
  }

  void list(ServerRequest request, ServerResponse response) {
    FleetRequest asked = FleetRequest.of(request.query());
    Authority by = authority(request);
    Fleet.Page first = fleet.page(by, asked.query());
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    if (asked.isPaged()) {
      page(request, response, asked, first);
    } else {
      ResponseBody.stream(request, response, out -> all(by, asked, first, out));
    }
  }

  private static void page(
      ServerRequest request, ServerResponse response, FleetRequest asked, Fleet.Page page) {
    byte[] body = FleetJson.list(page.backups(), asked.extras());
    Optional<String> link = page.next().map(asked::linkTo);
    // The tag covers the link to the next page too: the same rows with and without a next page are
    // different replies.
    byte[] whole = FleetJson.joined(body, link.orElse("").getBytes(UTF_8));
    String etag = EntityTags.strong(UUID.nameUUIDFromBytes(whole).toString());
    response.header(HeaderNames.ETAG, etag);
    link.ifPresent(value -> response.header(HeaderNames.LINK, value));
    if (EntityTags.isUnchanged(request.headers(), etag)) {
      ResponseBody.notModified(response);
    } else {
      ResponseBody.send(request, response, body);
    }
  }

  /** Writes page after page. No transaction of the index is open while a page is being sent. */
  private void all(Authority by, FleetRequest asked, Fleet.Page first, OutputStream out)
      throws IOException {
    out.write(FleetJson.LIST_BEGINS);
    out.write(FleetJson.rows(first.backups(), asked.extras()));
    Optional<FleetPlace> next = first.next();
    while (next.isPresent()) {
      Fleet.Page page = fleet.page(by, asked.query().after(next.get()));
      if (!page.backups().isEmpty()) {
        out.write(',');
        out.write(FleetJson.rows(page.backups(), asked.extras()));
      }
      next = page.next();
    }
    out.write(FleetJson.LIST_ENDS);
  }

  void show(ServerRequest request, ServerResponse response) {
    FleetBackup backup =
        Paths.backupId(request)
            .flatMap(id -> fleet.show(authority(request), id))
            .orElseThrow(() -> new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND));
    Set<IncludedField> extras = FleetRequest.extras(request.query());
    ResponseBody.json(request, response, FleetJson.row(backup, extras));
  }

  void retry(ServerRequest request, ServerResponse response) {
    Fleet.RetryResult result =
        Paths.backupId(request)
            .map(id -> fleet.retry(authority(request), id))
            .orElseGet(Fleet.NotFound::new);
    switch (result) {
      case Fleet.Retried _ -> ResponseBody.json(request, response, RETRY_STARTED);
      case Fleet.NotStored() -> throw new RequestRefused(OperatorRefusals.NOT_STORED);
      case Fleet.NotFound() -> throw new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND);
    }
  }

  private static Authority authority(ServerRequest request) {
    return Authority.of(OperatorGate.operator(request));
  }
}
