package dev.coffer.boot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.adapter.http.tls.TlsConfig;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.application.copies.CopySettings;
import dev.coffer.application.drives.Shares;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.config.DriveConfig.FilesystemDrive;
import dev.coffer.boot.config.DriveConfig.S3Drive;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.retention.RetentionPolicy;
import dev.coffer.domain.retention.RetentionSlots;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

  private static final String PEPPER = "pepper-pepper-pepper-pepper-pepper";
  private static final String MANIFEST_KEY = "manifest-manifest-manifest-manifest";

  private static final String EVERY_KEY =
      """
      server:
        host: 0.0.0.0
        port: 9000
        allow-plain-http: true
        admin-host: 192.0.2.1
        admin-port: 8081
        public-url: https://vault.example.org/coffer
        tls:
          certificate: /etc/coffer/certificate.pem
          private-key: /etc/coffer/key.pem
        trusted-proxies:
          - 10.0.0.0/8
          - fd00::/8
        limits:
          header-deadline: 5s
          idle: 2m
          min-rate: 1KiB
          rate-window: 45s
          longest-upload: 12h
          max-connections: 4096
          max-connections-per-address: 300
          max-request-line: 8KiB
          max-headers: 32KiB
          shutdown-grace: 0
      data: /var/lib/coffer
      index:
        url: jdbc:postgresql://db:5432/vault?sslmode=verify-full
        user: vault
        password: 0123
        allow-unsafe-durability: true
      drives:
        - label: first
          provider: local
          directory: /mnt/first
        - label: second
          provider: local
          directory: /mnt/second
        - label: third
          provider: s3
          endpoint: https://s3.example.org:9000
          region: eu-west-1
          bucket: coffer
          create-bucket: true
          prefix: vault/
          path-style: false
          access-key: me
          secret-key: hush
          encryption: sse-s3
          ca-file: /etc/ca.pem
          multipart-above: 1GiB
          presign: true
          public-endpoint: https://files.example.org
      limits:
        max-upload: 500MiB
        uploads-per-system: 3
        uploads-at-once: 20
        uploads-per-organization: 12
        downloads-at-once: 30
        downloads-per-system: 5
        downloads-per-organization: 25
        outstanding-per-system: 3GiB
        outstanding-per-organization: 9GiB
      rate-limit:
        per-minute: 10
        per-hour: 100
      copies:
        at-once: 4
        backfill-rate: 5MiB
        scrub-rate: 6MiB
      deletion:
        grace: 12h
      retention:
        count: 20
        bytes: 1GiB
        age: 400d
        hours: 1
        days: 2
        weeks: 3
        months: 4
        years: 5
        protection: 36h
        min-keep: 6
      secrets:
        pepper: %s
        older-peppers:
          - older-pepper-older-pepper-older-pepper
          - oldest-pepper-oldest-pepper-oldest-pepper
        manifest-key: %s
        older-manifest-keys:
          - older-manifest-older-manifest-older
      log:
        format: json
        level: debug
      """
          .formatted(PEPPER, MANIFEST_KEY);

  private static final VaultConfig EVERY_VALUE =
      new VaultConfig(
          new ServerConfig(
              "0.0.0.0",
              9000,
              true,
              Optional.of(URI.create("https://vault.example.org/coffer")),
              Optional.of(
                  TlsConfig.of(
                      Path.of("/etc/coffer/certificate.pem"), Path.of("/etc/coffer/key.pem"))),
              new TrustedProxies(
                  List.of(
                      TrustedProxies.Network.parse("10.0.0.0/8"),
                      TrustedProxies.Network.parse("fd00::/8"))),
              new RequestLimits(
                  Duration.ofSeconds(5),
                  Duration.ofMinutes(2),
                  1024,
                  Duration.ofSeconds(45),
                  Duration.ofHours(12),
                  RequestLimits.DEFAULTS.linger(),
                  RequestLimits.DEFAULTS.lingerBytes(),
                  RequestLimits.DEFAULTS.leftoverBytes(),
                  4096,
                  300,
                  8 * 1024,
                  32 * 1024,
                  Duration.ZERO),
              Optional.of(new AdminConfig("192.0.2.1", 8081))),
          new IndexConfig.External(
              "jdbc:postgresql://db:5432/vault?sslmode=verify-full",
              "vault",
              new Secret("0123"),
              true),
          Path.of("/var/lib/coffer"),
          List.of(
              new FilesystemDrive("first", Path.of("/mnt/first")),
              new FilesystemDrive("second", Path.of("/mnt/second")),
              new S3Drive(
                  "third",
                  new S3Config(
                      URI.create("https://s3.example.org:9000"),
                      "eu-west-1",
                      "coffer",
                      "vault/",
                      false,
                      "me",
                      new Secret("hush"),
                      true,
                      S3Config.Encryption.SSE_S3,
                      Optional.of(Path.of("/etc/ca.pem")),
                      new ByteSize(1L << 30),
                      Optional.of(URI.create("https://files.example.org")),
                      S3Config.Timeouts.DEFAULT))),
          new ByteSize(500L << 20),
          new UploadAllowance(10, 100, 3),
          new TransferLimits(
              new Shares.Limits(20, 3, 12),
              new Shares.Limits(30, 5, 25),
              new Shares.Limits(0, 3L << 30, 9L << 30)),
          new CopySettings(4, new ByteSize(5 << 20), new ByteSize(6 << 20)),
          Duration.ofHours(12),
          new RetentionPolicy(
              20,
              new ByteSize(1L << 30),
              Duration.ofDays(400),
              new RetentionSlots(1, 2, 3, 4, 5),
              Duration.ofHours(36),
              6),
          Optional.of(
              new SecretsConfig(
                  new Secret(PEPPER),
                  List.of(
                      new Secret("older-pepper-older-pepper-older-pepper"),
                      new Secret("oldest-pepper-oldest-pepper-oldest-pepper")),
                  new Secret(MANIFEST_KEY),
                  List.of(new Secret("older-manifest-older-manifest-older")))),
          new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG));

  @TempDir private Path folder;

  @Test
  void nothingConfiguredIsAnEmbeddedIndexAndALocalDriveForThisMachineAlone() {
    var config = ConfigReader.read(CommandLineSettings.NONE, Map.of()).config();

    assertThat(config)
        .isEqualTo(
            new VaultConfig(
                new ServerConfig("127.0.0.1", 8080, false),
                new IndexConfig.Embedded(),
                Path.of("coffer-data"),
                List.of(new FilesystemDrive("local", Path.of("coffer-data/drive"))),
                new ByteSize(2L << 30),
                new UploadAllowance(6, 60, 2),
                new TransferLimits(
                    new Shares.Limits(64, 2, 32),
                    new Shares.Limits(128, 16, 64),
                    new Shares.Limits(0, 4L << 30, 32L << 30)),
                new CopySettings(2, new ByteSize(20 << 20), new ByteSize(20 << 20)),
                Duration.ofDays(7),
                RetentionPolicy.DEFAULT,
                Optional.empty(),
                new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO)));
  }

  @Test
  void everyKeyOfTheFileHasItsPlace() throws IOException {
    assertThat(read(EVERY_KEY)).isEqualTo(EVERY_VALUE);
  }

  @Test
  void everyKeyHasAVariable() {
    var environment = new TreeMap<String, String>();
    environment.put("COFFER_SERVER_HOST", "0.0.0.0");
    environment.put("COFFER_SERVER_PORT", "9000");
    environment.put("COFFER_SERVER_ALLOW_PLAIN_HTTP", "true");
    environment.put("COFFER_SERVER_ADMIN_HOST", "192.0.2.1");
    environment.put("COFFER_SERVER_ADMIN_PORT", "8081");
    environment.put("COFFER_SERVER_TLS_CERTIFICATE", "/etc/coffer/certificate.pem");
    environment.put("COFFER_SERVER_TLS_PRIVATE_KEY", "/etc/coffer/key.pem");
    environment.put("COFFER_SERVER_TRUSTED_PROXIES_0", "10.0.0.0/8");
    environment.put("COFFER_SERVER_TRUSTED_PROXIES_1", "fd00::/8");
    environment.put("COFFER_SERVER_LIMITS_HEADER_DEADLINE", "5s");
    environment.put("COFFER_SERVER_LIMITS_IDLE", "2m");
    environment.put("COFFER_SERVER_LIMITS_MIN_RATE", "1KiB");
    environment.put("COFFER_SERVER_LIMITS_RATE_WINDOW", "45s");
    environment.put("COFFER_SERVER_LIMITS_LONGEST_UPLOAD", "12h");
    environment.put("COFFER_SERVER_LIMITS_MAX_CONNECTIONS", "4096");
    environment.put("COFFER_SERVER_LIMITS_MAX_CONNECTIONS_PER_ADDRESS", "300");
    environment.put("COFFER_SERVER_LIMITS_MAX_REQUEST_LINE", "8KiB");
    environment.put("COFFER_SERVER_LIMITS_MAX_HEADERS", "32KiB");
    environment.put("COFFER_SERVER_LIMITS_SHUTDOWN_GRACE", "0");
    environment.put("COFFER_DATA", "/var/lib/coffer");
    environment.put("COFFER_INDEX_URL", "jdbc:postgresql://db:5432/vault?sslmode=verify-full");
    environment.put("COFFER_INDEX_USER", "vault");
    environment.put("COFFER_INDEX_PASSWORD", "0123");
    environment.put("COFFER_INDEX_ALLOW_UNSAFE_DURABILITY", "true");
    environment.put("COFFER_DRIVES_0_LABEL", "first");
    environment.put("COFFER_DRIVES_0_PROVIDER", "local");
    environment.put("COFFER_DRIVES_0_DIRECTORY", "/mnt/first");
    environment.put("COFFER_DRIVES_1_LABEL", "second");
    environment.put("COFFER_DRIVES_2_LABEL", "third");
    environment.put("COFFER_DRIVES_2_PROVIDER", "s3");
    environment.put("COFFER_DRIVES_2_ENDPOINT", "https://s3.example.org:9000");
    environment.put("COFFER_DRIVES_2_REGION", "eu-west-1");
    environment.put("COFFER_DRIVES_2_BUCKET", "coffer");
    environment.put("COFFER_DRIVES_2_CREATE_BUCKET", "true");
    environment.put("COFFER_DRIVES_2_PREFIX", "vault/");
    environment.put("COFFER_DRIVES_2_PATH_STYLE", "false");
    environment.put("COFFER_DRIVES_2_ACCESS_KEY", "me");
    environment.put("COFFER_DRIVES_2_SECRET_KEY", "hush");
    environment.put("COFFER_DRIVES_2_ENCRYPTION", "sse-s3");
    environment.put("COFFER_DRIVES_2_CA_FILE", "/etc/ca.pem");
    environment.put("COFFER_DRIVES_2_MULTIPART_ABOVE", "1GiB");
    environment.put("COFFER_DRIVES_2_PRESIGN", "true");
    environment.put("COFFER_DRIVES_2_PUBLIC_ENDPOINT", "https://files.example.org");
    environment.put("COFFER_SERVER_PUBLIC_URL", "https://vault.example.org/coffer");
    environment.put("COFFER_DRIVES_1_PROVIDER", "local");
    environment.put("COFFER_DRIVES_1_DIRECTORY", "/mnt/second");
    environment.put("COFFER_LIMITS_MAX_UPLOAD", "500MiB");
    environment.put("COFFER_LIMITS_UPLOADS_PER_SYSTEM", "3");
    environment.put("COFFER_LIMITS_UPLOADS_AT_ONCE", "20");
    environment.put("COFFER_LIMITS_UPLOADS_PER_ORGANIZATION", "12");
    environment.put("COFFER_LIMITS_DOWNLOADS_AT_ONCE", "30");
    environment.put("COFFER_LIMITS_DOWNLOADS_PER_SYSTEM", "5");
    environment.put("COFFER_LIMITS_DOWNLOADS_PER_ORGANIZATION", "25");
    environment.put("COFFER_LIMITS_OUTSTANDING_PER_SYSTEM", "3GiB");
    environment.put("COFFER_LIMITS_OUTSTANDING_PER_ORGANIZATION", "9GiB");
    environment.put("COFFER_RATE_LIMIT_PER_MINUTE", "10");
    environment.put("COFFER_RATE_LIMIT_PER_HOUR", "100");
    environment.put("COFFER_COPIES_AT_ONCE", "4");
    environment.put("COFFER_COPIES_BACKFILL_RATE", "5MiB");
    environment.put("COFFER_COPIES_SCRUB_RATE", "6MiB");
    environment.put("COFFER_DELETION_GRACE", "12h");
    environment.put("COFFER_RETENTION_COUNT", "20");
    environment.put("COFFER_RETENTION_BYTES", "1GiB");
    environment.put("COFFER_RETENTION_AGE", "400d");
    environment.put("COFFER_RETENTION_HOURS", "1");
    environment.put("COFFER_RETENTION_DAYS", "2");
    environment.put("COFFER_RETENTION_WEEKS", "3");
    environment.put("COFFER_RETENTION_MONTHS", "4");
    environment.put("COFFER_RETENTION_YEARS", "5");
    environment.put("COFFER_RETENTION_PROTECTION", "36h");
    environment.put("COFFER_RETENTION_MIN_KEEP", "6");
    environment.put("COFFER_SECRETS_PEPPER", PEPPER);
    environment.put("COFFER_SECRETS_MANIFEST_KEY", MANIFEST_KEY);
    environment.put("COFFER_SECRETS_OLDER_PEPPERS_0", "older-pepper-older-pepper-older-pepper");
    environment.put("COFFER_SECRETS_OLDER_PEPPERS_1", "oldest-pepper-oldest-pepper-oldest-pepper");
    environment.put("COFFER_SECRETS_OLDER_MANIFEST_KEYS_0", "older-manifest-older-manifest-older");
    environment.put("COFFER_LOG_FORMAT", "json");
    environment.put("COFFER_LOG_LEVEL", "debug");

    var outcome = ConfigReader.read(CommandLineSettings.NONE, environment);

    assertThat(outcome.config()).isEqualTo(EVERY_VALUE);
    assertThat(outcome.warnings())
        .satisfiesExactly(
            bytes -> assertThat(bytes).startsWith("retention.bytes: "),
            hours -> assertThat(hours).startsWith("retention.hours: 1"));
  }

  @Test
  void everyLimitOfTheServerHasBounds() throws IOException {
    var text =
        """
        server:
          trusted-proxies: [10.0.0.1/8, balancer.example.org]
          limits: {header-deadline: 0, idle: 2h, min-rate: 0, rate-window: 61m, longest-upload: 8d,
                   max-connections: 0, max-connections-per-address: 0, max-request-line: 100, max-headers: 2MiB, shutdown-grace: 1d}
        """;

    assertThat(problems(text))
        .hasSize(12)
        .anyMatch(problem ->
            problem.startsWith("server.trusted-proxies.0: \"10.0.0.1/8\" (expected: an address"))
        .anyMatch(problem ->
            problem.startsWith(
                "server.limits.header-deadline: \"0\" (expected: a duration, as in 7d, 12h,"
                    + " 30m, 90s or 0, of 1s to 1h)"))
        .anyMatch(problem ->
            problem.startsWith("server.limits.max-connections: \"0\" (expected: 1 to 1000000)"));
  }

  @Test
  void tlsNeedsBothFilesAndNoWordForPlainHttp() throws IOException {
    assertThat(problems("server: {tls: {certificate: a.pem}}"))
        .containsExactly(
            "server.tls: only one of certificate and private-key (expected: both or none)");

    var server =
        read("server: {host: 0.0.0.0, tls: {certificate: a.pem, private-key: b.pem}}").server();

    assertThat(server.url(443)).isEqualTo("https://127.0.0.1:443");
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    var file = file("server: {port: 1, host: localhost}\ndata: from-file\n");
    var environment = Map.of("COFFER_PORT", "2", "COFFER_DATA", "from-environment");
    var commandLine = new CommandLineSettings(Optional.of(file), Map.of("server.port", "3"));

    var config = ConfigReader.read(commandLine, environment).config();

    assertThat(config.server().port()).isEqualTo(3);
    assertThat(config.data()).isEqualTo(Path.of("from-environment"));
    assertThat(config.server().host()).isEqualTo("localhost");
  }

  @Test
  void theConfigurationFileMayComeFromTheEnvironment() throws IOException {
    var file = file("server: {port: 1}\n");

    var outcome =
        ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_CONFIG", file.toString()));

    assertThat(outcome.config().server().port()).isEqualTo(1);
    assertThat(outcome.warnings()).isEmpty();
  }

  /** Kubernetes sets these in every container of a namespace with a service of these names. */
  @Test
  void variablesOfAServiceAreIgnoredWithOneWarning() {
    var outcome =
        ConfigReader.read(
            CommandLineSettings.NONE,
            new TreeMap<>(
                Map.of(
                    "COFFER_PORT", "tcp://10.96.12.7:8080",
                    "COFFER_SERVER_PORT", "udp://10.96.12.8:53",
                    "COFFER_SERVICE_HOST", "10.96.12.7",
                    "COFFER_PORT_8080_TCP_ADDR", "10.96.12.7")));

    assertThat(outcome.config().server().port()).isEqualTo(ServerConfig.DEFAULT_PORT);
    assertThat(outcome.warnings())
        .containsExactly(
            "COFFER_PORT, COFFER_PORT_8080_TCP_ADDR, COFFER_SERVER_PORT, COFFER_SERVICE_HOST: ignored, because Kubernetes sets this for a service (enableServiceLinks: false turns it off)");
  }

  @Test
  void theDefaultDriveFollowsTheDataDirectory() {
    var config =
        ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_DATA", "/srv")).config();

    assertThat(config.drives())
        .containsExactly(new FilesystemDrive("local", Path.of("/srv/drive")));
  }

  @Test
  void aSecretMayLieInAFile() throws IOException {
    var password = Files.writeString(folder.resolve("password"), "from a file\n");
    var environment =
        Map.of(
            "COFFER_INDEX_URL",
            "jdbc:postgresql://db/vault",
            "COFFER_INDEX_USER",
            "vault",
            "COFFER_INDEX_PASSWORD_FILE",
            password.toString(),
            "COFFER_SECRETS_PEPPER",
            PEPPER,
            "COFFER_SECRETS_MANIFEST_KEY",
            MANIFEST_KEY);

    var config = ConfigReader.read(CommandLineSettings.NONE, environment).config();

    assertThat(config.index())
        .isEqualTo(
            new IndexConfig.External(
                "jdbc:postgresql://db/vault", "vault", new Secret("from a file"), false));
  }

  @Test
  void aSecretGivenTwiceAndAFileThatIsNotThereAreProblems() {
    var environment =
        Map.of(
            "COFFER_SECRETS_PEPPER",
            PEPPER,
            "COFFER_SECRETS_PEPPER_FILE",
            folder.resolve("absent").toString());

    assertThat(problems(environment))
        .anyMatch(problem -> problem.startsWith("secrets.pepper: cannot read the file"))
        .anyMatch(problem -> problem.startsWith("secrets.pepper: given twice"))
        .noneMatch(problem -> problem.contains(PEPPER));
  }

  @Test
  void anUnknownKeyIsRefusedWithTheOneThatWasMeant() throws IOException {
    assertThat(problems("limits: {max-uplaod: 1GiB}\ndrives: [{lable: x}]\nfoo: bar\n"))
        .satisfiesExactlyInAnyOrder(
            problem ->
                assertThat(problem)
                    .startsWith("limits.max-uplaod: unknown key (did you mean limits.max-upload?)"),
            problem ->
                assertThat(problem)
                    .startsWith("drives.0.lable: unknown key (did you mean drives.*.label?)"),
            problem -> assertThat(problem).startsWith("foo: unknown key, from"));
  }

  @Test
  void anUnknownVariableIsWarnedOf() {
    var outcome = ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_SERVER_PROT", "1"));

    assertThat(outcome.warnings())
        .containsExactly(
            "COFFER_SERVER_PROT is not a variable that Coffer knows, and has no effect (did you "
                + "mean COFFER_SERVER_PORT?)");
  }

  @Test
  void anEmptyVariableAndTheVariablesOfOthersAreNothing() {
    var outcome =
        ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_PORT", "", "PORT", "1"));

    assertThat(outcome.config().server().port()).isEqualTo(8080);
    assertThat(outcome.warnings()).isEmpty();
  }

  @Test
  void allProblemsAreToldAtOnceEachWithItsKeyItsValueAndWhatWasExpected() throws IOException {
    var problems =
        problems(
            """
            server: {port: 70000, host: 10.0.0.1}
            index: {user: vault}
            drives: [{provider: tape}, {label: B}]
            limits: {max-upload: much}
            deletion: {grace: 7}
            secrets: {pepper: short}
            log: {level: LOUD}
            """);

    assertThat(problems)
        .anyMatch(problem -> problem.startsWith("server.port: \"70000\" (expected: 0 to 65535)"))
        .anyMatch(problem -> problem.startsWith("server.host: \"10.0.0.1\" (expected: a loopback"))
        .anyMatch(problem -> problem.startsWith("index.user: given without index.url"))
        .anyMatch(problem ->
            problem.matches("drives.0.provider: \"tape\" .*: local, s3, external\\).* line 3"))
        .anyMatch(problem -> problem.startsWith("drives.1.label: \"B\""))
        .anyMatch(problem -> problem.startsWith("drives.1.directory: missing"))
        .anyMatch(problem -> problem.startsWith("limits.max-upload: \"much\""))
        .anyMatch(problem -> problem.startsWith("deletion.grace: \"7\""))
        .anyMatch(problem -> problem.startsWith("secrets.pepper: *** (expected: 32 or more"))
        .anyMatch(problem -> problem.startsWith("secrets.manifest-key: missing"))
        .anyMatch(problem -> problem.startsWith("log.level: \"LOUD\" (expected: error, warn"))
        .hasSize(11);
  }

  @Test
  void theAdminListenerIsOffUnlessItsPortIsSet() {
    var config =
        ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_SERVER_ADMIN_PORT", "8081"))
            .config();

    assertThat(config.server().admin()).contains(new AdminConfig("127.0.0.1", 8081));
    assertThat(ConfigReader.read(CommandLineSettings.NONE, Map.of()).config().server().admin())
        .isEmpty();
  }

  @Test
  void anAdminListenerForOtherMachinesNeedsTlsOrAWord() {
    var open = Map.of("COFFER_SERVER_ADMIN_PORT", "8081", "COFFER_SERVER_ADMIN_HOST", "192.0.2.1");

    assertThat(problems(open))
        .singleElement()
        .asString()
        .startsWith("server.admin-host: \"192.0.2.1\" (expected: a loopback address")
        .contains("server.allow-plain-http");
    assertThat(problems(Map.of("COFFER_SERVER_ADMIN_HOST", "localhost")))
        .containsExactly(
            "server.admin-host: given without server.admin-port (expected: both, or the port "
                + "alone)");
  }

  @Test
  void twoListenersNeedTwoPorts() {
    assertThat(problems(Map.of("COFFER_PORT", "8081", "COFFER_SERVER_ADMIN_PORT", "8081")))
        .containsExactly("server.admin-port: \"8081\" (expected: another port than server.port)");
    assertThat(problems(Map.of("COFFER_SERVER_ADMIN_PORT", "65536")))
        .singleElement()
        .asString()
        .startsWith("server.admin-port: \"65536\" (expected: 0 to 65535)");
  }

  @Test
  void anExternalIndexNeedsUserPasswordAndKeys() throws IOException {
    assertThat(problems("index: {url: 'jdbc:postgresql://db/vault'}\n"))
        .anyMatch(problem -> problem.startsWith("index.user: missing"))
        .anyMatch(problem -> problem.startsWith("index.password: missing"))
        .anyMatch(problem -> problem.startsWith("secrets.pepper: missing"))
        .anyMatch(problem -> problem.startsWith("secrets.manifest-key: missing"));
  }

  @Test
  void olderKeysAreCheckedAndNeedACurrentOne() throws IOException {
    assertThat(problems("secrets: {older-peppers: [short]}\n"))
        .singleElement()
        .asString()
        .startsWith("secrets.older-peppers.0: *** (expected: 32 or more");
    assertThat(problems("secrets: {older-peppers: ['%s']}\n".formatted(PEPPER)))
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).startsWith("secrets.pepper: missing"),
            problem -> assertThat(problem).startsWith("secrets.manifest-key: missing"));
    assertThat(
            problems(
                "secrets: {pepper: '%1$s', manifest-key: '%2$s', older-peppers: ['%1$s']}\n"
                    .formatted(PEPPER, MANIFEST_KEY)))
        .singleElement()
        .asString()
        .startsWith("secrets.older-peppers: *** (expected: another value");
  }

  @Test
  void aPublicEndpointIsForLinksToTheStoreAlone() throws IOException {
    assertThat(
            problems(
                "drives: [{label: a, provider: s3, endpoint: 'https://s3', bucket: abc, access-key:"
                    + " k, secret-key: s, public-endpoint: 'https://files'}]\n"))
        .singleElement()
        .asString()
        .startsWith("drives.0.public-endpoint: given without drives.0.presign: true");
  }

  @Test
  void twoDrivesOfOneLabelAreRefused() {
    var environment =
        Map.of("COFFER_DRIVES_1_LABEL", "local", "COFFER_DRIVES_1_DIRECTORY", "/mnt/b");

    assertThat(problems(environment)).singleElement().asString().contains("\"local\"");
  }

  @Test
  void aKeyGivenTwiceIsRefused() throws IOException {
    assertThat(problems("data: a\ndata: b\n"))
        .singleElement()
        .asString()
        .matches("data: given twice .*line 1.*line 2.*");
  }

  /** Otherwise half of the first section would count, and its other half be lost. */
  @Test
  void aSectionOrAListGivenTwiceIsRefused() throws IOException {
    assertThat(problems("server:\n  port: 1\nlog: {}\nserver:\n  host: localhost\n"))
        .singleElement()
        .asString()
        .matches("server: given twice .*line 1 .*line 4.*");
    assertThat(problems("drives:\n  - label: a\n    label: b\n"))
        .singleElement()
        .asString()
        .matches("drives.0.label: given twice .*line 2 .*line 3.*");
    assertThat(problems("server.port: 1\nserver: {port: 2}\n"))
        .singleElement()
        .asString()
        .matches("server.port: given twice .*line 1 .*line 2.*");
  }

  @Test
  void aTabIsNamedWithItsLine() throws IOException {
    assertThat(problems("server:\n  port: 1\n\thost: localhost\n"))
        .singleElement()
        .asString()
        .endsWith("coffer.yaml\" is indented with a tab in line 3 (expected: blanks)");
  }

  @Test
  void yamlThatIsNestedTooDeeplyIsOneSentence() throws IOException {
    assertThat(problems("[".repeat(5000)))
        .singleElement()
        .asString()
        .contains("\" is not valid YAML");
  }

  @Test
  void brokenYamlIsToldByItsLineAndWithoutItsText() throws IOException {
    assertThat(problems("index:\n  password: hunter2\n bad: [\n"))
        .singleElement()
        .asString()
        .contains("is not valid YAML near line 3")
        .doesNotContain("hunter2");
  }

  @Test
  void aMissingFileAndAFileWithoutKeysAreProblems() throws IOException {
    var absent = new CommandLineSettings(Optional.of(folder.resolve("absent.yaml")), Map.of());

    assertThatThrownBy(() -> ConfigReader.read(absent, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("absent.yaml\" does not exist");
    assertThat(problems("just text\n")).singleElement().asString().contains("text without a key");
  }

  @Test
  void anEmptyFileAndEmptySectionsAreTheDefaults() throws IOException {
    var defaults = ConfigReader.read(CommandLineSettings.NONE, Map.of()).config();

    assertThat(read("")).isEqualTo(defaults);
    assertThat(read("index:\nlimits:\n  max-upload:\n")).isEqualTo(defaults);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "500MiB, 524288000",
    "2GiB, 2147483648",
    "1 gib, 1073741824",
    "1GB, 1000000000",
    "7B, 7"
  })
  void sizesAreBytesOrHaveAUnit(String text, long bytes) {
    var outcome =
        ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_LIMITS_MAX_UPLOAD", text));

    assertThat(outcome.config().maxUpload()).isEqualTo(new ByteSize(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "COFFER_LIMITS_MAX_UPLOAD, -1",
    "COFFER_RATE_LIMIT_PER_MINUTE, -1",
    "COFFER_RATE_LIMIT_PER_HOUR, many",
    "COFFER_LIMITS_UPLOADS_PER_SYSTEM, 1001",
    "COFFER_LIMITS_UPLOADS_AT_ONCE, 10001",
    "COFFER_LIMITS_DOWNLOADS_AT_ONCE, -1",
    "COFFER_LIMITS_MAX_UPLOAD, 1.5GiB",
    "COFFER_LIMITS_MAX_UPLOAD, 999999999TiB",
    "COFFER_DELETION_GRACE, -1d",
    "COFFER_DELETION_GRACE, 3651d",
    "COFFER_DELETION_GRACE, 999999999999999999d",
    "COFFER_SERVER_PORT, -1",
    "COFFER_SERVER_PORT, 65536",
    "COFFER_SERVER_ALLOW_PLAIN_HTTP, yes",
    "COFFER_SERVER_HOST, 192.0.2.1",
    "COFFER_SERVER_PUBLIC_URL, vault.example.org",
    "COFFER_SERVER_PUBLIC_URL, ftp://vault.example.org",
    "COFFER_SERVER_PUBLIC_URL, https://vault.example.org/",
    "COFFER_SERVER_PUBLIC_URL, https://vault.example.org/coffer/",
    "COFFER_SERVER_PUBLIC_URL, https://vault.example.org/coffer?a=b",
    "COFFER_SERVER_PUBLIC_URL, https://vault.example.org//coffer",
    "COFFER_SERVER_HOST, vault.example.org",
    "COFFER_LOG_FORMAT, xml",
    "COFFER_DRIVES_0_LABEL, A B"
  })
  void whatIsOutOfBoundsIsRefused(String variable, String value) {
    assertThat(problems(Map.of(variable, value))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "127.8.8.8", "localhost", "::1"})
  void loopbackNeedsNoPermission(String host) {
    var outcome = ConfigReader.read(CommandLineSettings.NONE, Map.of("COFFER_SERVER_HOST", host));

    assertThat(outcome.config().server().host()).isEqualTo(host);
  }

  /** The driver would prefer them to what the vault says itself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/vault?user=somebody",
        "jdbc:postgresql://db/vault?ssl=true&password=x",
        "jdbc:postgresql://db/vault?sslpassword=x",
        "jdbc:postgresql://db/vault?options=-c%20synchronous_commit=off",
        "jdbc:postgresql://db/vault?sslmode=require&Options=-c%20fsync=off",
        "jdbc:postgresql://me:x@db/vault",
        "jdbc:mysql://db/vault",
      })
  void anIndexUrlWithWhatIsNotItsPlaceIsRefused(String url) {
    assertThat(problems(Map.of("COFFER_INDEX_URL", url)))
        .anyMatch(problem -> problem.startsWith("index.url: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db:5432/vault?sslmode=verify-full&sslrootcert=/etc/ca.pem&sslcert=/c&sslkey=/k",
        "jdbc:postgresql://db1,db2/vault?targetServerType=primary",
        "jdbc:postgresql://[::1]/vault?loggerLevel=OFF",
      })
  void otherParametersOfTheIndexUrlAreTheDriversOwn(String url) {
    assertThat(problems(Map.of("COFFER_INDEX_URL", url)))
        .isNotEmpty()
        .noneMatch(problem -> problem.startsWith("index.url: "));
  }

  @Test
  void neitherRecordNorProblemShowsASecret() throws IOException {
    assertThat(read(EVERY_KEY).toString()).doesNotContain(PEPPER, MANIFEST_KEY, "0123");
    assertThat(problems(Map.of("COFFER_INDEX_URL", "jdbc:postgresql://db/vault?password=hunter2")))
        .noneMatch(problem -> problem.contains("hunter2"));
  }

  private VaultConfig read(String yaml) throws IOException {
    var commandLine = new CommandLineSettings(Optional.of(file(yaml)), Map.of());
    return ConfigReader.read(commandLine, Map.of()).config();
  }

  private List<String> problems(String yaml) throws IOException {
    var commandLine = new CommandLineSettings(Optional.of(file(yaml)), Map.of());
    return catchThrowableOfType(
            ConfigException.class, () -> ConfigReader.read(commandLine, Map.of()))
        .problems();
  }

  private static List<String> problems(Map<String, String> environment) {
    return catchThrowableOfType(
            ConfigException.class, () -> ConfigReader.read(CommandLineSettings.NONE, environment))
        .problems();
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("coffer.yaml"), yaml);
  }
}
