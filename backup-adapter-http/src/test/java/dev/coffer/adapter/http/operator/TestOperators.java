package dev.coffer.adapter.http.operator;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.access.OperatorLogins;
import dev.coffer.adapter.http.access.TestLiveSecrets;
import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.monitoring.BuildInfo;
import dev.coffer.adapter.http.monitoring.MonitoringApi;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.catalog.Fleet;
import dev.coffer.application.catalog.SystemBackups;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.deletion.Deletions;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.download.Download;
import dev.coffer.application.download.DownloadLink;
import dev.coffer.application.download.Downloads;
import dev.coffer.application.download.Links;
import dev.coffer.application.monitoring.Health;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Operator;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.backup.BackupRef;
import dev.coffer.domain.backup.BackupState;
import dev.coffer.domain.backup.Copy;
import dev.coffer.domain.backup.CopyStatus;
import dev.coffer.domain.backup.DeletedBackup;
import dev.coffer.domain.backup.Filename;
import dev.coffer.domain.backup.MediaType;
import dev.coffer.domain.backup.Protection;
import dev.coffer.domain.backup.Sha256;
import dev.coffer.domain.catalog.FleetBackup;
import dev.coffer.domain.catalog.FleetCopy;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.testkit.fixture.ManualTicker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** A server of the API with fake use cases: tests set their fields before the request. */
final class TestOperators implements AutoCloseable {
  static final UUID ORGANIZATION = new UUID(1, 1);
  static final String ID = "01934fab-bc33-7890-a1b2-c3d4e5f6a7b8";
  static final String REF = ID + ".tar.gz";
  static final String COPY_ID = "d1f1e1a0-1b1e-4b0e-8b4a-0e1b0e1b0e1c";
  static final String KEY_ID = "00000000-0000-4000-8000-000000000003";
  static final String HEX = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b";
  static final Instant RECEIVED = Instant.parse("2025-07-02T10:00:00.987654Z");
  static final DownloadLink LINK =
      new DownloadLink(
          BackupRef.parse(REF).orElseThrow().id(),
          UUID.fromString(KEY_ID),
          Instant.ofEpochSecond(1_751_450_400),
          "ab".repeat(32));

  private static final Duration LIFETIME = Duration.ofMinutes(5);

  /** The roles that recognition was called with, in order. */
  final List<Role> asked = Collections.synchronizedList(new ArrayList<>());

  RecogniseOperator recognise = TestOperators::recognised;
  BiFunction<Authority, Fleet.Query, Fleet.Page> list =
      (_, _) -> new Fleet.Page(List.of(backup()), Optional.empty());
  BiFunction<Authority, BackupId, Optional<FleetBackup>> show = (_, _) -> Optional.of(backup());
  BiFunction<Authority, BackupId, Fleet.RetryResult> retry = (_, _) -> new Fleet.Retried(1);
  BiFunction<Authority, UUID, Optional<Download>> copy = (_, _) -> Optional.empty();
  BiFunction<Operator, BackupId, Optional<Links.Link>> link = (_, _) -> Optional.of(LINK);
  Function<DownloadLink, Links.Followed> follow = _ -> new Links.NotValid();
  SystemBackups system = (_, _) -> Optional.empty();
  BiFunction<Authority, DeleteCommand, DeleteBackup.Result> delete =
      (_, _) -> new DeleteBackup.Deleted();
  Health health =
      () -> new Health.Status(Health.Part.UP, drives(true, true), Health.Removals.CONTINUE);

  private final AtomicInteger ids = new AtomicInteger();
  final FailureThrottle throttle;
  private final HttpServer server;

  TestOperators() {
    this(Optional.empty());
  }

  /** Makes a server whose links lead to that address. */
  static TestOperators reachedAt(URI publicUrl) {
    return new TestOperators(Optional.of(publicUrl));
  }

  private TestOperators(Optional<URI> publicUrl) {
    HttpErrors errors = OperatorApi.wording(HttpErrors.standard(), MonitoringApi.HEALTH);
    var build = new BuildInfo("1.2.3", "abcdef", BuildInfo.UNKNOWN);
    RecogniseOperator recogniseOperator =
        (key, needed) -> {
          asked.add(needed);
          return recognise.recognise(key, needed);
        };
    throttle =
        new FailureThrottle(
            new ManualTicker(),
            TrustedProxies.NONE,
            new TestLiveSecrets(shown -> role(shown.secret()).isPresent()),
            new byte[32]);
    var logins = new OperatorLogins(recogniseOperator, throttle);
    server =
        HttpServer.start(
            Channel.PLAIN.config(RequestLimits.DEFAULTS),
            errors,
            () -> "id-" + ids.incrementAndGet(),
            OperatorApi.fleet(logins, fleet(), downloads(), links(), publicUrl, errors)
                .andThen(
                    OperatorApi.systems(
                        logins,
                        (by, id) -> system.list(by, id),
                        new OnlyDelete(),
                        fleet(),
                        links(),
                        publicUrl,
                        errors))
                .andThen(MonitoringApi.health(() -> health.status(), build, errors)));
  }

  private Fleet fleet() {
    return new Fleet() {
      @Override
      public Page page(Authority by, Query query) {
        return TestOperators.this.list.apply(by, query);
      }

      @Override
      public Optional<FleetBackup> show(Authority by, BackupId id) {
        return TestOperators.this.show.apply(by, id);
      }

      @Override
      public RetryResult retry(Authority by, BackupId id) {
        return TestOperators.this.retry.apply(by, id);
      }
    };
  }

  private Downloads downloads() {
    return new Downloads() {
      @Override
      public Optional<Download> backup(Authority by, BackupId id) {
        throw new UnsupportedOperationException("no route asks for it");
      }

      @Override
      public Optional<Download> copy(Authority by, UUID copyId) {
        return TestOperators.this.copy.apply(by, copyId);
      }
    };
  }

  private Links links() {
    return new Links() {
      @Override
      public Optional<Made> link(Operator operator, BackupId id) {
        return TestOperators.this.link.apply(operator, id).map(made -> new Made(made, LIFETIME));
      }

      @Override
      public Followed follow(DownloadLink link) {
        return TestOperators.this.follow.apply(link);
      }
    };
  }

  /** Implements the part of the port that this API calls. */
  private final class OnlyDelete implements Deletions {

    @Override
    public DeleteBackup.Result delete(Authority by, DeleteCommand command) {
      return delete.apply(by, command);
    }

    @Override
    public UndeleteResult undelete(Authority by, BackupId id) {
      throw new UnsupportedOperationException("no route asks for it");
    }

    @Override
    public List<DeletedBackup> page(Authority by, PageQuery query) {
      throw new UnsupportedOperationException("no route asks for it");
    }

    @Override
    public ProtectResult protect(Authority by, BackupId id, Protection protection) {
      throw new UnsupportedOperationException("no route asks for it");
    }
  }

  static SequencedMap<String, Health.Part> drives(boolean primary, boolean second) {
    var drives = new LinkedHashMap<String, Health.Part>();
    drives.put("main", part(primary));
    drives.put("away", part(second));
    return drives;
  }

  private static Health.Part part(boolean up) {
    return up ? Health.Part.UP : Health.Part.down(Health.Problem.FULL);
  }

  /** The name of a role is its key. */
  private static RecogniseOperator.Result recognised(Credentials key, Role needed) {
    Optional<Role> role = role(key.secret());
    if (role.isEmpty()) {
      return new RecogniseOperator.Unknown();
    }
    var operator = new Operator(UUID.fromString(KEY_ID), role.get(), Optional.of(ORGANIZATION));
    return operator.may(needed)
        ? new RecogniseOperator.Recognised(operator)
        : new RecogniseOperator.NotPermitted(operator);
  }

  private static Optional<Role> role(Secret key) {
    return Stream.of(Role.values())
        .filter(role -> key.value().equals(role.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  static FleetBackup backup() {
    return backup(
        ID,
        copy(CopyStatus.FINISHED, 1, Optional.empty()),
        copy(CopyStatus.FAILED, 3, Optional.of("full \"up\"")));
  }

  static FleetCopy copy(CopyStatus status, int attempts, Optional<String> error) {
    boolean finished = status == CopyStatus.FINISHED;
    return new FleetCopy(
        new Copy(UUID.fromString(COPY_ID), new UUID(7, 7), status, attempts, error),
        finished ? "main" : "away",
        finished ? "s3" : "local",
        finished ? Optional.of("o/NETH-1/" + REF) : Optional.empty(),
        RECEIVED.plusSeconds(60),
        RECEIVED.plusSeconds(300),
        finished ? Optional.of(RECEIVED.plusSeconds(299)) : Optional.empty());
  }

  static FleetBackup backup(String id, FleetCopy... copies) {
    return new FleetBackup(
        BackupRef.parse(id + ".tar.gz").orElseThrow(),
        "acme",
        new UUID(2, 2),
        new SystemId("NETH-1"),
        "my-database-backup",
        BackupState.AVAILABLE,
        7,
        new Filename("daily.tar.gz"),
        new MediaType("application/gzip"),
        Optional.of(new ByteSize(82_944_000)),
        Optional.of(new Sha256(HEX)),
        RECEIVED,
        RECEIVED.plusSeconds(1),
        Optional.empty(),
        false,
        List.of(copies));
  }

  /** Makes this number of different backups, newest first. */
  static List<FleetBackup> backups(int count) {
    var backups = new ArrayList<FleetBackup>();
    for (int i = count; i > 0; i--) {
      backups.add(
          backup(
              "01934fab-bc33-7890-a1b2-%012x".formatted(i),
              copy(CopyStatus.FINISHED, 1, Optional.empty())));
    }
    return backups;
  }

  RawClient connect() throws IOException {
    return Channel.PLAIN.connect(server.port());
  }

  /** Sends one request of an admin without a body, on its own connection. */
  RawClient.Reply request(String methodAndPath, String... headers) throws IOException {
    return requestAs("admin", methodAndPath, headers);
  }

  RawClient.Reply requestAs(String key, String methodAndPath, String... headers)
      throws IOException {
    var all = new ArrayList<>(List.of(headers));
    all.add("X-Api-Key: " + key);
    return anonymous(methodAndPath, all.toArray(String[]::new));
  }

  RawClient.Reply anonymous(String methodAndPath, String... headers) throws IOException {
    var lines = new ArrayList<>(List.of(methodAndPath + " HTTP/1.1", "Host: vault.example"));
    lines.addAll(List.of(headers));
    if (methodAndPath.startsWith("POST ")) {
      lines.add("Content-Length: 0");
    }
    try (RawClient client = connect()) {
      client.send(lines.toArray(String[]::new));
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

  @Override
  public void close() {
    server.close();
  }
}
