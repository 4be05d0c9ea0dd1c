package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.adapter.postgres.ExternalPostgres;
import dev.coffer.adapter.postgres.TestPostgres;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.TestS3;
import dev.coffer.application.Durations;
import dev.coffer.application.drives.BlobKey;
import dev.coffer.application.drives.BlobStore;
import dev.coffer.application.tenancy.Systems;
import dev.coffer.boot.config.ConfigReader;
import dev.coffer.boot.config.ConfigReader.CommandLineSettings;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.tenancy.Organization;
import dev.coffer.domain.tenancy.Scope;
import dev.coffer.domain.tenancy.SystemId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Several instances of one vault: processes with a data directory each, on one external PostgreSQL
 * and one drive, all configured by the same environment. A test registers tenants of its own and
 * asks the database for what no client sees.
 */
public final class Fleet implements AutoCloseable {

  private final ExternalPostgres postgres;
  private final TestPostgres.Database database;
  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private final AdministrationSession administration;
  private final Queue<ServedVault> instances = new ConcurrentLinkedQueue<>();
  private final AtomicInteger started = new AtomicInteger();

  private Fleet(Path folder, Map<String, String> drive, String urlParameters) throws IOException {
    this.folder = folder;
    postgres = ExternalPostgres.startNew();
    database = postgres.freshDatabase();
    environment.put("COFFER_INDEX_URL", database.jdbcUrl() + urlParameters);
    environment.put("COFFER_INDEX_USER", database.user());
    environment.put("COFFER_INDEX_PASSWORD", database.password());
    environment.put("COFFER_SECRETS_PEPPER", UUID.randomUUID().toString());
    environment.put("COFFER_SECRETS_MANIFEST_KEY", UUID.randomUUID().toString());
    environment.putAll(drive);
    var commandLine = new CommandLineSettings(Optional.empty(), Map.of());
    administration =
        new Sessions(new RandomIdentifiers(), Clock.systemUTC(), Durations.DEFAULT)
            .open(ConfigReader.read(commandLine, environment).config(), ExternalDrives.none());
  }

  /** No instance yet; the drive is a directory that all of them share. */
  public static Fleet onSharedDirectory(Path folder) throws IOException {
    return onSharedDirectory(folder, "");
  }

  /**
   * As {@link #onSharedDirectory(Path)}.
   *
   * @param urlParameters of the driver, as in {@code ?socketTimeout=5}
   */
  public static Fleet onSharedDirectory(Path folder, String urlParameters) throws IOException {
    String directory = folder.resolve("drive").toString();
    return new Fleet(
        folder,
        Map.of("COFFER_DRIVES_0_LABEL", "shared", "COFFER_DRIVES_0_DIRECTORY", directory),
        urlParameters);
  }

  /** No instance yet; the drive is a bucket, which the first one makes. */
  public static Fleet onS3(Path folder, S3Config bucket) throws IOException {
    return new Fleet(folder, s3Drive(0, "shared", bucket, bucket.endpoint()), "");
  }

  /**
   * As {@link #onSharedDirectory(Path)}, with a bucket as second drive.
   *
   * @param endpoint by which the bucket is reached
   */
  public static Fleet onDirectoryAndS3(Path folder, S3Config bucket, URI endpoint)
      throws IOException {
    Map<String, String> drives = s3Drive(1, "second", bucket, endpoint);
    drives.put("COFFER_DRIVES_0_LABEL", "shared");
    drives.put("COFFER_DRIVES_0_DIRECTORY", folder.resolve("drive").toString());
    return new Fleet(folder, drives, "");
  }

  private static Map<String, String> s3Drive(
      int position, String label, S3Config bucket, URI endpoint) {
    String prefix = "COFFER_DRIVES_" + position + "_";
    Map<String, String> drive = new TreeMap<>();
    drive.put(prefix + "LABEL", label);
    drive.put(prefix + "PROVIDER", "s3");
    drive.put(prefix + "ENDPOINT", endpoint.toString());
    drive.put(prefix + "REGION", bucket.region());
    drive.put(prefix + "BUCKET", bucket.bucket());
    drive.put(prefix + "CREATE_BUCKET", "true");
    drive.put(prefix + "ACCESS_KEY", bucket.accessKey());
    drive.put(prefix + "SECRET_KEY", bucket.secretKey().value());
    return drive;
  }

  /** From now on for every instance that is started. */
  public Fleet with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public ExternalPostgres postgres() {
    return postgres;
  }

  /** One more instance. Several may be started at once. */
  public ServedVault start() {
    return start(Main.class);
  }

  /** One more instance, by its main class. */
  public ServedVault start(Class<?> main) {
    Path data = folder.resolve("instance-" + started.incrementAndGet());
    ServedVault instance = ServedVault.start(main, data, environment, "-Xmx128m");
    instances.add(instance);
    return instance;
  }

  /** A system of an organization of its own, without a quota, at this instance. */
  public Appliance register(ServedVault at) {
    return register(at, organization(ByteSize.ZERO));
  }

  /** Its name. */
  public String organization(ByteSize quota) {
    String name = "org " + UUID.randomUUID();
    administration.organizations().add(administration.authority(), name, quota);
    return name;
  }

  /** A system with every scope but to rotate. */
  public Appliance register(ServedVault at, String organization) {
    var id = new SystemId("SYS-" + UUID.randomUUID());
    var scopes = EnumSet.complementOf(EnumSet.of(Scope.ROTATE));
    var command = new Systems.AddCommand(id, organization, "", ByteSize.ZERO, scopes);
    if (administration.systems().add(administration.authority(), command)
        instanceof Systems.Added registered) {
      return new Appliance(at.base(), id.value(), registered.secret().value());
    }
    throw new AssertionError("the system was not registered");
  }

  public Organization organization(String name) {
    return administration.organizations().showNamed(administration.authority(), name).orElseThrow();
  }

  /** Bytes that are reserved for uploads of this system. */
  public long reserved(Appliance system) throws SQLException {
    return Long.parseLong(
        rows("select reserved_bytes from vault.managed_system where key = ?", system.key())
            .getFirst());
  }

  /** The states of all attempts and backups of this system, the oldest first. */
  public List<String> states(Appliance system) throws SQLException {
    return rows(
        """
        select b.state
          from vault.backup b
          join vault.managed_system s on s.id = b.system_id
         where s.key = ?
         order by b.number
        """,
        system.key());
  }

  /** What an operator is told of this system's backups, the oldest first. */
  public List<String> statuses(Appliance system) throws SQLException {
    return rows("select status from catalog.backup where system = ? order by number", system.key());
  }

  /** The ids of this system's failed attempts. */
  public List<String> failed(Appliance system) throws SQLException {
    return rows(
        """
        select b.id
          from vault.backup b
          join vault.managed_system s on s.id = b.system_id
         where s.key = ?
           and b.state = 'failed'
        """,
        system.key());
  }

  /** The first column of each row. */
  public List<String> rows(String sql, String... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet result = statement.executeQuery()) {
      List<String> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    }
  }

  /** How many rows were changed. */
  public int update(String sql, String... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  public Connection connect() throws SQLException {
    return database.connect();
  }

  private static PreparedStatement prepare(Connection connection, String sql, String... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Every file on the shared directory whose name has this in it, temporary ones too. */
  public List<Path> filesNamed(String part) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("drive"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().contains(part))
          .toList();
    }
  }

  /** The keys in the bucket under which something lies of this system's attempts and backups. */
  public List<String> objectsIn(S3Config bucket, Appliance system) throws SQLException {
    UUID drive = UUID.fromString(rows("select id from vault.drive").getFirst());
    BlobStore store = TestS3.store(bucket, drive);
    return rows(
            """
            select k.key
              from vault.backup b
              join vault.managed_system s on s.id = b.system_id
             cross join unnest(array[b.object_key, '.vault/manifests/' || s.id || '/' || b.id]) as k(key)
             where s.key = ?
            """,
            system.key())
        .stream()
        .filter(key -> store.stat(new BlobKey(key)).isPresent())
        .toList();
  }

  @Override
  public void close() throws IOException {
    // Frozen or paused ones too, in whatever state a failed test has left them.
    postgres.thaw();
    instances.forEach(ServedVault::close);
    administration.close();
    postgres.close();
  }
}
