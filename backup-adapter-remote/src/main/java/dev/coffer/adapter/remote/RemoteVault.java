package dev.coffer.adapter.remote;

import static dev.coffer.adapter.remote.VaultConnection.CONFLICT;
import static dev.coffer.adapter.remote.VaultConnection.DAMAGED;
import static dev.coffer.adapter.remote.VaultConnection.NOT_FOUND;
import static dev.coffer.adapter.remote.VaultConnection.OK;

import dev.coffer.application.catalog.ListFleet;
import dev.coffer.application.catalog.ShowBackup;
import dev.coffer.application.copies.RetryCopies;
import dev.coffer.application.download.FetchStored;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.backup.BackupExtension;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupStatus;
import dev.coffer.domain.backup.FleetBackup;
import dev.coffer.domain.backup.FleetCopy;
import dev.coffer.domain.backup.FleetPlace;
import dev.coffer.domain.backup.Sha256;
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
 * belongs to, so the operator passed to each call is ignored. Network failures, and a vault that is
 * down, are {@link StorageUnavailable}; everything else that an operator can fix is {@link
 * RemoteRefused}. Thread-safe.
 */
public final class RemoteVault
    implements ListFleet, ShowBackup, RetryCopies, FetchStored, AutoCloseable {

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
  public Page list(Operator operator, Query query) {
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
        // Of this vault, or the key would go elsewhere.
        .filter(link -> link.startsWith(BACKUPS + "?"));
  }

  @Override
  public Optional<FleetBackup> show(Operator operator, BackupId id) {
    HttpResponse<String> reply =
        connection.call(
            "GET", BACKUPS + "/" + id + "?Include=" + FleetReader.INCLUDE, Set.of(OK, NOT_FOUND));
    return reply.statusCode() == OK
        ? Optional.of(read(() -> FleetReader.backup(connection.json(reply))))
        : Optional.empty();
  }

  /** How many had failed is not in the reply: it is what was shown the moment before. */
  @Override
  public RetryCopies.Result retry(Operator operator, BackupId id) {
    Optional<FleetBackup> before = show(operator, id);
    if (before.isEmpty()) {
      return new RetryCopies.NotFound();
    }
    int status =
        connection
            .call("POST", BACKUPS + "/" + id + "/retry", Set.of(OK, NOT_FOUND, CONFLICT))
            .statusCode();
    return switch (status) {
      case OK -> new Retried(Math.toIntExact(failed(before.get())));
      case CONFLICT -> new NotStored();
      default -> new RetryCopies.NotFound();
    };
  }

  private static long failed(FleetBackup backup) {
    return backup.copies().stream().filter(copy -> copy.status() == BackupStatus.FAILED).count();
  }

  @Override
  public FetchStored.Result fetch(Operator operator, UUID id) {
    Optional<FleetBackup> backup = BackupId.of(id).flatMap(known -> show(operator, known));
    return backup.isPresent() ? found(backup.get()) : copy(id);
  }

  private FetchStored.Result found(FleetBackup backup) {
    if (backup.size().isEmpty() || backup.sha256().isEmpty()) {
      return new FetchStored.NotFound();
    }
    return new Found(
        backup.ref().extension(),
        backup.size().get(),
        backup.sha256().get(),
        () -> firstThatOpens(backup.copies()));
  }

  /** In the order of the vault, primary first. */
  private Optional<InputStream> firstThatOpens(List<FleetCopy> copies) {
    Optional<StorageUnavailable> unreachable = Optional.empty();
    for (FleetCopy copy : copies) {
      if (copy.status() == BackupStatus.FINISHED) {
        try {
          Optional<InputStream> opened = open(copy.copy().id());
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

  private FetchStored.Result copy(UUID id) {
    HttpResponse<InputStream> reply =
        connection.open("HEAD", download(id), Set.of(OK, NOT_FOUND, DAMAGED));
    VaultConnection.closeQuietly(reply.body());
    HttpHeaders headers = reply.headers();
    return switch (reply.statusCode()) {
      case OK ->
          read(() ->
              new Found(
                  BackupExtension.ofFilename(filename(headers)),
                  new ByteSize(headers.firstValueAsLong("Content-Length").orElseThrow()),
                  new Sha256(headers.firstValue("ETag").orElseThrow().replace("\"", "")),
                  () -> open(id)));
      case DAMAGED ->
          throw new RemoteRefused("the copy \"%s\" is missing or damaged".formatted(id));
      default -> new FetchStored.NotFound();
    };
  }

  private static String filename(HttpHeaders headers) {
    Matcher named = FILENAME.matcher(headers.firstValue("Content-Disposition").orElse(""));
    return named.find() ? named.group(1) : "";
  }

  /** Empty when it is missing or damaged. */
  private Optional<InputStream> open(UUID copyId) {
    HttpResponse<InputStream> reply =
        connection.open("GET", download(copyId), Set.of(OK, NOT_FOUND, DAMAGED));
    if (reply.statusCode() == OK) {
      return Optional.of(new IdleTimeoutStream(reply.body(), connection.patience()));
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
