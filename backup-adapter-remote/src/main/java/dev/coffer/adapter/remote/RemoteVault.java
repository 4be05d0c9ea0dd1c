package dev.coffer.adapter.remote;

import static dev.coffer.adapter.remote.VaultConnection.CONFLICT;
import static dev.coffer.adapter.remote.VaultConnection.DAMAGED;
import static dev.coffer.adapter.remote.VaultConnection.NOT_FOUND;
import static dev.coffer.adapter.remote.VaultConnection.OK;
import static dev.coffer.adapter.remote.VaultConnection.PARTIAL;

import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.catalog.FleetPlace;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * The in-ports of a remote vault, over its operator API. The remote vault decides who the API key
 * belongs to, so the authority passed to each call is ignored. Network failures, and a vault that
 * is down, are {@link StorageUnavailable}; everything else that an operator can fix is {@link
 * RemoteRefused}. Thread-safe.
 */
public final class RemoteVault implements Fleet, Downloads, AutoCloseable {

  static final String BACKUPS = "/api/backups";
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");
  private static final Pattern FILENAME = Pattern.compile("filename=\"([^\"]*)\"");

  private final VaultConnection connection;

  /** Where a page was continued: the cursor is the vault's own and means nothing here. */
  private final Map<FleetPlace, String> continuations = new ConcurrentHashMap<>();

  public RemoteVault(RemoteConfig config) {
    this.connection = new VaultConnection(config);
  }

  /**
   * One page, of at most a thousand.
   *
   * @throws IllegalArgumentException when {@code query} continues a page that was not read here
   */
  @Override
  public Page page(Authority by, Query query) {
    String address = query.after().map(this::continuation).orElseGet(() -> ListAddress.of(query));
    HttpResponse<String> reply = connection.call("GET", address, Set.of(OK));
    List<FleetBackup> backups = read(() -> FleetReader.backups(connection.json(reply)));
    Optional<FleetPlace> next =
        next(reply.headers())
            .filter(_ -> !backups.isEmpty())
            .map(link -> {
              FleetPlace place = backups.getLast().place();
              continuations.put(place, link);
              return place;
            });
    return new Page(backups, next);
  }

  private String continuation(FleetPlace place) {
    String link = continuations.remove(place);
    if (link == null) {
      throw new IllegalArgumentException(
          "after: \"%s\" (expected: the end of a page that was read before)".formatted(place));
    }
    return link;
  }

  private static Optional<String> next(HttpHeaders headers) {
    return headers
        .firstValue("Link")
        .map(NEXT::matcher)
        .filter(Matcher::find)
        .map(link -> link.group(1))
        // The query alone: with an address, the key could go elsewhere.
        .filter(link -> link.startsWith("?"))
        .map(query -> BACKUPS + query);
  }

  @Override
  public Optional<FleetBackup> show(Authority by, BackupId id) {
    HttpResponse<String> reply =
        connection.call(
            "GET", BACKUPS + "/" + id + "?Include=" + FleetReader.INCLUDE, Set.of(OK, NOT_FOUND));
    return reply.statusCode() == OK
        ? Optional.of(read(() -> FleetReader.backup(connection.json(reply))))
        : Optional.empty();
  }

  /** How many had failed is not in the reply: it is what was shown the moment before. */
  @Override
  public Fleet.RetryResult retry(Authority by, BackupId id) {
    Optional<FleetBackup> before = show(by, id);
    if (before.isEmpty()) {
      return new Fleet.NotFound();
    }
    int status =
        connection
            .call("POST", BACKUPS + "/" + id + "/retry", Set.of(OK, NOT_FOUND, CONFLICT))
            .statusCode();
    return switch (status) {
      case OK -> new Retried(Math.toIntExact(failed(before.get())));
      case CONFLICT -> new NotStored();
      default -> new Fleet.NotFound();
    };
  }

  private static long failed(FleetBackup backup) {
    return backup.copies().stream().filter(copy -> copy.status() == BackupStatus.FAILED).count();
  }

  @Override
  public Optional<Download> backup(Authority by, BackupId id) {
    return show(by, id)
        .filter(backup -> backup.size().isPresent() && backup.sha256().isPresent())
        .map(backup ->
            new Download(
                backup.filename(),
                backup.ref().extension(),
                backup.size().orElseThrow(),
                backup.sha256().orElseThrow(),
                backup.damaged(),
                content(range -> firstThatOpens(backup.copies(), range))));
  }

  @FunctionalInterface
  private interface Opening {

    /**
     * @param range value of the header; empty = all of it
     */
    Optional<InputStream> open(String range);
  }

  private static Download.Content content(Opening opening) {
    return new Download.Content() {
      @Override
      public Optional<InputStream> whole() {
        return opening.open("");
      }

      @Override
      public Optional<InputStream> range(long offset, long length) {
        return opening.open("bytes=%d-%d".formatted(offset, offset + length - 1));
      }
    };
  }

  /** In the order of the vault, primary first. */
  private Optional<InputStream> firstThatOpens(List<FleetCopy> copies, String range) {
    Optional<StorageUnavailable> unreachable = Optional.empty();
    for (FleetCopy copy : copies) {
      if (copy.status() == BackupStatus.FINISHED) {
        try {
          Optional<InputStream> opened = open(copy.copy().id(), range);
          if (opened.isPresent()) {
            return opened;
          }
        } catch (StorageUnavailable e) {
          unreachable = Optional.of(e);
        }
      }
    }
    if (unreachable.isPresent()) {
      throw unreachable.get();
    }
    return Optional.empty();
  }

  @Override
  public Optional<Download> copy(Authority by, UUID copyId) {
    HttpResponse<InputStream> reply =
        connection.open("HEAD", download(copyId), "", Set.of(OK, NOT_FOUND, DAMAGED));
    VaultConnection.closeQuietly(reply.body());
    return switch (reply.statusCode()) {
      case OK -> Optional.of(read(() -> described(copyId, reply.headers())));
      case DAMAGED ->
          throw new RemoteRefused("the copy \"%s\" is missing or damaged".formatted(copyId));
      default -> Optional.empty();
    };
  }

  private Download described(UUID copyId, HttpHeaders headers) {
    String filename = filename(headers);
    return new Download(
        Filename.sanitise(filename).orElseThrow(),
        BackupExtension.ofFilename(filename),
        new ByteSize(headers.firstValueAsLong("Content-Length").orElseThrow()),
        new Sha256(headers.firstValue("ETag").orElseThrow().replace("\"", "")),
        false,
        content(range -> open(copyId, range)));
  }

  private static String filename(HttpHeaders headers) {
    Matcher named = FILENAME.matcher(headers.firstValue("Content-Disposition").orElse(""));
    return named.find() ? named.group(1) : "";
  }

  /** Empty when it is missing or damaged. */
  private Optional<InputStream> open(UUID copyId, String range) {
    HttpResponse<InputStream> reply =
        connection.open("GET", download(copyId), range, Set.of(OK, PARTIAL, NOT_FOUND, DAMAGED));
    if (reply.statusCode() == (range.isEmpty() ? OK : PARTIAL)) {
      return Optional.of(new IdleTimeoutStream(reply.body(), connection.timeout()));
    }
    VaultConnection.closeQuietly(reply.body());
    return Optional.empty();
  }

  private static String download(UUID copyId) {
    return BACKUPS + "/" + copyId + "/download";
  }

  private <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (JacksonException
        | IllegalArgumentException
        | DateTimeException
        | NoSuchElementException e) {
      throw connection.notAVault(e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
