package dev.coffer.adapter.http.appliance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.access.TestLiveSecrets;
import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.monitoring.MonitoringApi;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.HttpConfig;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.application.Ticker;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.audit.RequestCounts.Counted;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.download.Download;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Caller;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Refusal;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.ListWindow;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** A server of the API with fake use cases: tests set their fields before the request. */
final class TestAppliance implements AutoCloseable {
  static final String SECRET = "cs1_s3cr3t:with:colons_\u00fc";
  static final String AUTHORIZATION = "Authorization: Basic " + basic("NETH-1", SECRET);
  static final String ID = "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8.tar.gz";
  static final String UPLOAD_COMMAND =
      "curl -u KEY -T FILE -X POST -H 'X-Filename: NAME' $VAULT/api/systems/backups";
  static final String HEX = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b";
  static final String REPR_DIGEST = "sha-256=:OnvT4jYKPSnupDb8+35ExzXRF8QtHBg1QgtrmULdTxs=:";
  static final Backup BACKUP =
      backup(82_944_000L, "daily-backup-2026-04-12.tar.gz", "application/gzip", false);
  static final Caller CALLER =
      new Caller(new UUID(1, 1), new UUID(2, 2), new SystemId("NETH-1"), new UUID(3, 3));

  /** The scopes that recognition was called with, in order. */
  final List<Scope> asked = Collections.synchronizedList(new ArrayList<>());

  RecogniseSystem recognise = TestAppliance::recognised;
  BiFunction<Credentials, ListWindow, ApplianceBackups.ListResult> list = TestAppliance::listed;
  BiFunction<ApplianceBackups.StoreCommand, ApplianceBackups.Body, ApplianceBackups.StoreResult>
      store = (_, _) -> new ApplianceBackups.Stored(BACKUP);
  BiFunction<Caller, BackupRef, Optional<Download>> fetch = (_, _) -> Optional.empty();
  BiFunction<Caller, BackupRef, DeleteBackup.Result> delete = (_, _) -> new DeleteBackup.NotFound();

  /** Knows the one system that there is. */
  final TestLiveSecrets liveSecrets = new TestLiveSecrets(TestAppliance::isKnown);

  /** What was counted for the audit log, in order. */
  final BlockingQueue<Counted> counted = new LinkedBlockingQueue<>();

  private final AtomicInteger ids = new AtomicInteger();
  private final HttpServer server;

  /** Does not advance unless a test moves it. */
  final AtomicLong nanos = new AtomicLong();

  private final Channel channel;

  TestAppliance() {
    this(Channel.PLAIN);
  }

  TestAppliance(Channel channel) {
    this(channel, channel.config(RequestLimits.DEFAULTS));
  }

  TestAppliance(Channel channel, HttpConfig config) {
    this.channel = channel;
    HttpErrors errors = HttpErrors.standard();
    server =
        HttpServer.start(
            config,
            errors,
            () -> "id-" + ids.incrementAndGet(),
            new CountedRequests(counted::add),
            ApplianceApi.routes(
                    (credentials, needed) -> {
                      asked.add(needed);
                      return recognise.recognise(credentials, needed);
                    },
                    backups(),
                    errors,
                    new FailureThrottle(ticker(), config.proxies(), liveSecrets, new byte[32]))
                .andThen(MonitoringApi.routes(() -> true, errors)));
  }

  private ApplianceBackups backups() {
    return new ApplianceBackups() {
      @Override
      public ListResult list(Credentials credentials, ListWindow window) {
        return TestAppliance.this.list.apply(credentials, window);
      }

      @Override
      public StoreResult store(StoreCommand command, Body body) {
        return TestAppliance.this.store.apply(command, body);
      }

      @Override
      public Optional<Download> fetch(Caller caller, BackupRef ref) {
        return TestAppliance.this.fetch.apply(caller, ref);
      }

      @Override
      public DeleteBackup.Result delete(Caller caller, BackupRef ref) {
        return TestAppliance.this.delete.apply(caller, ref);
      }
    };
  }

  private Ticker ticker() {
    return new Ticker() {
      @Override
      public long nanos() {
        return nanos.get();
      }

      @Override
      public void pause(Duration duration) {
        throw new UnsupportedOperationException("nobody waits here");
      }
    };
  }

  static Backup backup(long size, String filename, String mediaType, boolean damaged) {
    BackupRef ref = BackupRef.parse(ID).orElseThrow();
    return new Backup(
        ref.id(),
        7,
        new Filename(filename),
        ref.extension(),
        MediaType.ofClaim(mediaType),
        new ByteSize(size),
        new Sha256(HEX),
        Instant.parse("2026-04-12T02:15:00.987654Z"),
        damaged);
  }

  static String basic(String user, String secret) {
    return Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(UTF_8));
  }

  private static boolean isKnown(Credentials credentials) {
    return credentials.user().equals("NETH-1") && credentials.secret().value().equals(SECRET);
  }

  private static RecogniseSystem.Result recognised(Credentials credentials, Scope needed) {
    return isKnown(credentials)
        ? new RecogniseSystem.Recognised(CALLER)
        : new RecogniseSystem.Refused(Refusal.UNKNOWN);
  }

  private static ApplianceBackups.ListResult listed(Credentials credentials, ListWindow window) {
    return isKnown(credentials)
        ? new ApplianceBackups.Listed(List.of(BACKUP), 17, OptionalLong.empty())
        : new ApplianceBackups.ListRefused(Refusal.UNKNOWN);
  }

  RawClient connect() throws IOException {
    return channel.connect(server.port());
  }

  /** Sends one request of the known system without a body, on its own connection. */
  RawClient.Reply request(String methodAndPath, String... headers) throws IOException {
    try (RawClient client = connect()) {
      client.send(head(methodAndPath, headers));
      return described(
          methodAndPath, methodAndPath.startsWith("HEAD ") ? client.head() : client.reply());
    }
  }

  /** Checks that the API description has this status. */
  private static RawClient.Reply described(String methodAndPath, RawClient.Reply reply) {
    String[] words = methodAndPath.split(" ", 2);
    if (!Description.allows(words[0], words[1], reply.status())) {
      throw new AssertionError(methodAndPath + ": " + reply.status() + " is not in openapi.yaml");
    }
    return reply;
  }

  /** Sends one upload of the known system. */
  RawClient.Reply upload(String body, String... headers) throws IOException {
    try (RawClient client = connect()) {
      var all = new ArrayList<>(List.of(headers));
      all.add("Content-Length: " + body.length());
      String call = "POST /api/systems/backups";
      client.send(head(call, all.toArray(String[]::new))).sendRaw(body);
      return described(call, client.reply());
    }
  }

  static String[] head(String methodAndPath, String... headers) {
    var lines = new ArrayList<>(List.of(methodAndPath + " HTTP/1.1", "Host: a", AUTHORIZATION));
    lines.addAll(List.of(headers));
    return lines.toArray(String[]::new);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
