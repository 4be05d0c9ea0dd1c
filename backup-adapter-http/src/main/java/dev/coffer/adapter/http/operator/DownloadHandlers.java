package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.reply.DownloadReply;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.download.FetchBackup;
import dev.coffer.application.download.LinkDownload;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.UUID;

/** The calls that lead to bytes. Thread-safe. */
final class DownloadHandlers {
  private final OperatorApi.UseCases useCases;
  private final LinkUrls urls;

  DownloadHandlers(OperatorApi.UseCases useCases, LinkUrls urls) {
    this.useCases = useCases;
    this.urls = urls;
  }

  void download(ServerRequest request, ServerResponse response) throws IOException {
    UUID copyId = Paths.id(request);
    send(request, response, useCases.fetchCopy().fetch(OperatorGate.operator(request), copyId));
  }

  void link(ServerRequest request, ServerResponse response) {
    LinkDownload.Link link =
        Paths.backupId(request)
            .flatMap(id -> useCases.linkDownload().link(OperatorGate.operator(request), id))
            .orElseThrow(() -> new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND));
    ResponseBody.json(request, response, LinkJson.url(urls.of(request, link)));
  }

  /** By whoever has the link. A wrong one is refused, whatever is wrong with it. */
  void follow(ServerRequest request, ServerResponse response) throws IOException {
    FetchBackup.Result followed =
        LinkUrls.read(request)
            .flatMap(link -> useCases.followLink().follow(link))
            .orElseThrow(() -> new RequestRefused(OperatorRefusals.FORBIDDEN));
    send(request, response, followed);
  }

  private static void send(
      ServerRequest request, ServerResponse response, FetchBackup.Result result)
      throws IOException {
    switch (result) {
      case FetchBackup.Found found ->
          DownloadReply.send(request, response, found, OperatorRefusals.DOWNLOAD);
      case FetchBackup.NotFound() -> throw new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND);
    }
  }
}
