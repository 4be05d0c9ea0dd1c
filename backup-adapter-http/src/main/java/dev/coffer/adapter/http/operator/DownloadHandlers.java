package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.DownloadReply;
import dev.coffer.adapter.http.RequestRefused;
import dev.coffer.adapter.http.ResponseBody;
import dev.coffer.application.port.in.DownloadLink;
import dev.coffer.application.port.in.FetchBackup;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.UUID;

/** The calls that lead to bytes. Thread-safe. */
final class DownloadHandlers {
  private final OperatorApi.UseCases useCases;

  DownloadHandlers(OperatorApi.UseCases useCases) {
    this.useCases = useCases;
  }

  void download(ServerRequest request, ServerResponse response) throws IOException {
    UUID copyId = Paths.id(request);
    send(request, response, useCases.fetchCopy().fetch(OperatorAccess.operator(request), copyId));
  }

  void link(ServerRequest request, ServerResponse response) {
    DownloadLink link =
        Paths.backupId(request)
            .flatMap(id -> useCases.linkDownload().link(OperatorAccess.operator(request), id))
            .orElseThrow(() -> new RequestRefused(Refusals.BACKUP_NOT_FOUND));
    ResponseBody.json(request, response, LinkJson.url(LinkUrl.of(request, link)));
  }

  /** By whoever has the link. A wrong one is refused, whatever is wrong with it. */
  void follow(ServerRequest request, ServerResponse response) throws IOException {
    FetchBackup.Result followed =
        LinkUrl.read(request)
            .flatMap(link -> useCases.followLink().follow(link))
            .orElseThrow(() -> new RequestRefused(Refusals.FORBIDDEN));
    send(request, response, followed);
  }

  private static void send(
      ServerRequest request, ServerResponse response, FetchBackup.Result result)
      throws IOException {
    switch (result) {
      case FetchBackup.Found found ->
          DownloadReply.send(request, response, found, Refusals.DOWNLOAD);
      case FetchBackup.NotFound() -> throw new RequestRefused(Refusals.BACKUP_NOT_FOUND);
    }
  }
}
