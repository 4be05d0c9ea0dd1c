package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.access.AccessGate;
import dev.coffer.adapter.http.access.OperatorGate;
import dev.coffer.adapter.http.reply.DownloadReply;
import dev.coffer.adapter.http.reply.RequestRefused;
import dev.coffer.adapter.http.reply.ResponseBody;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.download.Links;
import dev.coffer.domain.access.Authority;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.UUID;

/** The calls that download backups or make download links. Thread-safe. */
final class DownloadHandlers {
  private final Downloads downloads;
  private final Links links;
  private final LinkUrls urls;

  DownloadHandlers(Downloads downloads, Links links, LinkUrls urls) {
    this.downloads = downloads;
    this.links = links;
    this.urls = urls;
  }

  void download(ServerRequest request, ServerResponse response) throws IOException {
    UUID copyId = Paths.id(request);
    Download found =
        downloads
            .copy(Authority.of(OperatorGate.operator(request)), copyId)
            .orElseThrow(() -> new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND));
    DownloadReply.send(request, response, found, OperatorRefusals.DOWNLOAD);
  }

  void link(ServerRequest request, ServerResponse response) {
    Links.Made made =
        Paths.backupId(request)
            .flatMap(id -> links.link(OperatorGate.operator(request), id))
            .orElseThrow(() -> new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND));
    ResponseBody.json(request, response, LinkJson.url(urls.of(request, made.link())));
  }

  /**
   * Serves anyone who has the link. An invalid link gets the same reply, whatever is wrong with it.
   */
  void follow(ServerRequest request, ServerResponse response) throws IOException {
    switch (LinkUrls.read(request).map(links::follow).orElseGet(Links.NotValid::new)) {
      case Links.Found(Download found) -> {
        AccessGate.recognised();
        DownloadReply.send(request, response, found, OperatorRefusals.DOWNLOAD);
      }
      case Links.NotFound() -> throw new RequestRefused(OperatorRefusals.BACKUP_NOT_FOUND);
      case Links.NotValid() -> throw new RequestRefused(OperatorRefusals.FORBIDDEN);
    }
  }
}
