package dev.coffer.adapter.http.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.adapter.http.access.FailureThrottle;
import dev.coffer.adapter.http.access.OperatorLogins;
import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.docs.Description;
import dev.coffer.adapter.http.reply.HttpErrors;
import dev.coffer.adapter.http.server.Channel;
import dev.coffer.adapter.http.server.HttpServer;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.application.access.Credentials;
import dev.coffer.application.access.RecogniseOperator;
import dev.coffer.application.deletion.Deletions.DeleteCommand;
import dev.coffer.application.retention.RetentionIndex;
import dev.coffer.application.retention.RetentionIndex.Judgement;
import dev.coffer.application.retention.RetentionIndex.Retained;
import dev.coffer.application.retention.RetentionPolicies;
import dev.coffer.application.tenancy.ApiKeys;
import dev.coffer.application.tenancy.Organizations;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.application.usage.Usage;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Authority;
import dev.coffer.domain.access.Role;
import dev.coffer.domain.backup.Backup;
import dev.coffer.domain.backup.BackupId;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionVerdict;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import dev.coffer.domain.tenancy.TenantRef;
import dev.coffer.testkit.drives.InMemoryBlobStore;
import dev.coffer.testkit.fixture.AuditedUsage;
import dev.coffer.testkit.fixture.ManualTicker;
import dev.coffer.testkit.fixture.TestVault;
import dev.coffer.testkit.memory.InMemoryIndex;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of the admin API with a vault in memory. */
final class TestAdminApi implements AutoCloseable {

  static final Authority BY = Authority.ofVault("test");

  private static final Duration GRACE = Duration.ofDays(7);

  private static final JsonMapper JSON = new JsonMapper();

  final TestVault vault;

  /** Recognises operators; a test may replace it. */
  RecogniseOperator recognise;

  /** Audits usage; a test may replace it. */
  Function<Authority, Usage.Audited> auditUsage;

  private final AtomicInteger ids = new AtomicInteger();
  final FailureThrottle throttle;
  private final HttpServer server;

  TestAdminApi() {
    var index = new InMemoryIndex(InstantSource.system());
    UUID drive = index.ports().drives().known("main", "memory", UUID.randomUUID()).drive().id();
    vault = TestVault.over(index.ports(), drive, InMemoryBlobStore.initialised(drive));
    recognise = vault.useCases().recogniseOperator();
    auditUsage = vault.useCases().usage()::audit;
    throttle =
        new FailureThrottle(
            new ManualTicker(), TrustedProxies.NONE, vault.useCases().liveSecrets(), new byte[32]);
    HttpErrors errors = AdminApi.wording(HttpErrors.standard());
    server =
        HttpServer.start(
            Channel.PLAIN.config(RequestLimits.DEFAULTS),
            errors,
            () -> "id-" + ids.incrementAndGet(),
            AdminApi.routes(useCases(), errors));
  }

  AdminApi.UseCases useCases() {
    return new AdminApi.UseCases(
        new OperatorLogins((key, needed) -> recognise.recognise(key, needed), throttle),
        vault.useCases().organizations(),
        vault.useCases().systems(),
        vault.useCases().systemCredentials(),
        vault.useCases().apiKeys(),
        new AuditedUsage(vault.useCases().usage(), by -> auditUsage.apply(by)),
        vault.useCases().auditEvents(),
        vault.useCases().drives(),
        vault.useCases().deletions(),
        vault.useCases().erasures(),
        vault.useCases().retention());
  }

  /**
   * An organization with a unique name and one system.
   *
   * @param backup a stored backup
   * @param deleted a deleted backup within its grace period
   */
  record TenantOfTest(
      UUID id,
      String name,
      String system,
      UUID credential,
      UUID apiKey,
      BackupId backup,
      BackupId deleted) {

    /** Replaces each {@code {…}} in a text with this tenant's value. */
    String fill(String text) {
      return text.replace("{organization}", id.toString())
          .replace("{name}", name)
          .replace("{system}", system)
          .replace("{credential}", credential.toString())
          .replace("{api-key}", apiKey.toString())
          .replace("{backup}", backup.toString())
          .replace("{deleted}", deleted.toString());
    }
  }

  TenantOfTest tenant() {
    String unique = UUID.randomUUID().toString();
    String name = "org " + unique;
    if (!(vault.useCases().organizations().add(BY, name, ByteSize.ZERO)
        instanceof Organizations.Added(var organization))) {
      throw new AssertionError("the organization was not added");
    }
    TestVault.Registered registered = register(name);
    String system = registered.id().value();
    RetentionPolicies policies = vault.useCases().retention();
    policies.assign(BY, new TenantRef.OfOrganization(organization.id()), RetentionPolicy.DEFAULT);
    policies.assign(BY, new TenantRef.OfSystem(registered.id()), RetentionPolicy.DEFAULT);
    UUID credential =
        vault
            .useCases()
            .systemCredentials()
            .list(BY, new SystemId(system))
            .orElseThrow()
            .getFirst()
            .credential()
            .id();
    UUID apiKey = apiKey(Role.READER, Optional.of(name)).id();
    BackupId deleted = store(registered);
    vault
        .index()
        .deletions()
        .delete(BY.actor(), Optional.empty(), DeleteCommand.of(deleted), GRACE);
    return new TenantOfTest(
        organization.id(), name, system, credential, apiKey, store(registered), deleted);
  }

  private BackupId store(TestVault.Registered system) {
    if (vault.upload(system, new byte[] {1, 2, 3})
        instanceof ApplianceBackups.Stored(Backup stored)) {
      return stored.id();
    }
    throw new AssertionError("the backup was not stored");
  }

  /** Removes the backup as retention does with a policy that keeps nothing. */
  void removeByRetention(TenantOfTest tenant) {
    RetentionIndex retention = vault.index().retention();
    Retained retained = retention.retained(BY, new SystemId(tenant.system())).orElseThrow();
    List<RetentionVerdict> allExpire =
        retained.backups().stream()
            .map(backup ->
                new RetentionVerdict(
                    backup.id(), RetentionVerdict.Reason.TOO_OLD, Optional.empty()))
            .toList();
    retention.apply(Judgement.of(retained, allExpire), GRACE, 10);
  }

  /** As a pass does that found a reason. */
  void haltRetention(TenantOfTest tenant, String reason) {
    RetentionIndex retention = vault.index().retention();
    retention.halt(tenant.id(), reason);
  }

  /** Adds a system to this organization and returns its key. */
  String system(String organization) {
    return register(organization).id().value();
  }

  private TestVault.Registered register(String organization) {
    var id = new SystemId("SYS-" + UUID.randomUUID());
    var command =
        new Systems.AddCommand(id, organization, "", ByteSize.ZERO, Scope.APPLIANCE_DEFAULT);
    if (vault.useCases().systems().add(BY, command) instanceof Systems.Added registered) {
      return new TestVault.Registered(id, new Credentials(id.value(), registered.secret()));
    }
    throw new AssertionError("the system was not added");
  }

  /** Makes a key of this role, for one organization or for all. */
  String key(Role role, Optional<String> organization) {
    return apiKey(role, organization).key().value();
  }

  String adminOfAll() {
    return key(Role.ADMIN, Optional.empty());
  }

  private ApiKeys.Added apiKey(Role role, Optional<String> organization) {
    var command =
        new ApiKeys.AddCommand("key " + UUID.randomUUID(), role, organization, Duration.ZERO);
    if (vault.useCases().apiKeys().add(BY, command) instanceof ApiKeys.Added added) {
      return added;
    }
    throw new AssertionError("the key was not added");
  }

  RawClient.Reply get(String key, String target) throws IOException {
    return send(key, "GET " + target, "");
  }

  RawClient.Reply send(String key, String methodAndTarget, String body, String... headers)
      throws IOException {
    try (RawClient client = Channel.PLAIN.connect(server.port())) {
      client.sendRaw(request(key, methodAndTarget, body, headers));
      return described(methodAndTarget, client.reply());
    }
  }

  /** Returns everything that follows, for a reply without a length. */
  String rest(String key, String methodAndTarget, String body, String... headers)
      throws IOException {
    try (RawClient client = Channel.PLAIN.connect(server.port())) {
      client.sendRaw(request(key, methodAndTarget, body, headers));
      return client.restAfterHangingUp();
    }
  }

  private static byte[] request(
      String key, String methodAndTarget, String body, String... headers) {
    long length = body.getBytes(UTF_8).length;
    return (head(key, methodAndTarget, length, headers) + body).getBytes(UTF_8);
  }

  private static String head(String key, String methodAndTarget, long length, String... headers) {
    var head =
        new StringBuilder(
            "%s HTTP/1.1\r\nHost: vault.example\r\nX-Api-Key: %s\r\nContent-Length: %d\r\n"
                .formatted(methodAndTarget, key, length));
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /** Sends a request that announces more than it sends. */
  RawClient.Reply announce(String key, String methodAndTarget, long length, String... headers)
      throws IOException {
    try (RawClient client = Channel.PLAIN.connect(server.port())) {
      client.sendRaw(head(key, methodAndTarget, length, headers));
      return described(methodAndTarget, client.reply());
    }
  }

  /** Checks that the API description has this status. */
  private static RawClient.Reply described(String methodAndTarget, RawClient.Reply reply) {
    String[] words = methodAndTarget.split(" ", 2);
    if (!Description.allows(words[0], words[1], reply.status())) {
      throw new AssertionError(
          methodAndTarget + ": " + reply.status() + " is not in openapi.yaml: " + reply.body());
    }
    return reply;
  }

  static JsonNode json(RawClient.Reply reply) {
    return JSON.readTree(reply.body());
  }

  @Override
  public void close() {
    server.close();
  }
}
