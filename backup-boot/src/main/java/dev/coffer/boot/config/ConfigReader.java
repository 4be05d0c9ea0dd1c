package dev.coffer.boot.config;

import dev.coffer.adapter.cli.RemoteOptions;
import dev.coffer.adapter.s3.S3Config;
import dev.coffer.adapter.s3.S3Config.Encryption;
import dev.coffer.application.copies.CopySettings;
import dev.coffer.application.drives.Shares;
import dev.coffer.application.drives.TransferLimits;
import dev.coffer.boot.VaultFiles;
import dev.coffer.boot.config.DriveConfig.ExternalDrive;
import dev.coffer.boot.config.DriveConfig.FilesystemDrive;
import dev.coffer.boot.config.DriveConfig.S3Drive;
import dev.coffer.boot.config.Settings.Setting;
import dev.coffer.domain.ByteSize;
import dev.coffer.domain.access.Secret;
import dev.coffer.domain.backup.UploadAllowance;
import dev.coffer.domain.retention.RetentionPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * From command line, environment and file, in this order of precedence, to a {@link VaultConfig}.
 * It alone knows the keys, those of the server by {@link ServerSection}; {@link ConfigFile} alone
 * knows the YAML library.
 */
public final class ConfigReader {

  private static final String CONFIG_VARIABLE = "COFFER_CONFIG";

  /** Variables that stand for options and for no key of a configuration. */
  private static final Set<String> OF_COMMANDS =
      Set.of(
          CONFIG_VARIABLE,
          RemoteOptions.URL_VARIABLE,
          RemoteOptions.KEY_FILE_VARIABLE,
          RemoteOptions.CA_FILE_VARIABLE);

  private static final String DATA = "data";
  private static final String INDEX_URL = "index.url";
  private static final String INDEX_USER = "index.user";
  private static final String INDEX_PASSWORD = "index.password";
  private static final String INDEX_ALLOW_UNSAFE = "index.allow-unsafe-durability";
  private static final String LABEL = "label";
  private static final String PROVIDER = "provider";
  private static final String DIRECTORY = "directory";
  private static final String ENDPOINT = "endpoint";
  private static final String REGION = "region";
  private static final String BUCKET = "bucket";
  private static final String CREATE_BUCKET = "create-bucket";
  private static final String PREFIX = "prefix";
  private static final String PATH_STYLE = "path-style";
  private static final String ACCESS_KEY = "access-key";
  private static final String SECRET_KEY = "secret-key";
  private static final String ENCRYPTION = "encryption";
  private static final String CA_FILE = "ca-file";
  private static final String MULTIPART_ABOVE = "multipart-above";
  private static final String PRESIGN = "presign";
  private static final String PUBLIC_ENDPOINT = "public-endpoint";
  private static final String MAX_UPLOAD = "limits.max-upload";
  private static final String UPLOADS_PER_SYSTEM = "limits.uploads-per-system";
  private static final String UPLOADS_AT_ONCE = "limits.uploads-at-once";
  private static final String UPLOADS_PER_ORGANIZATION = "limits.uploads-per-organization";
  private static final String DOWNLOADS_AT_ONCE = "limits.downloads-at-once";
  private static final String DOWNLOADS_PER_SYSTEM = "limits.downloads-per-system";
  private static final String DOWNLOADS_PER_ORGANIZATION = "limits.downloads-per-organization";
  private static final String OUTSTANDING_PER_SYSTEM = "limits.outstanding-per-system";
  private static final String OUTSTANDING_PER_ORGANIZATION = "limits.outstanding-per-organization";
  private static final String PER_MINUTE = "rate-limit.per-minute";
  private static final String PER_HOUR = "rate-limit.per-hour";
  private static final String COPIES_AT_ONCE = "copies.at-once";
  private static final String BACKFILL_RATE = "copies.backfill-rate";
  private static final String SCRUB_RATE = "copies.scrub-rate";
  private static final String DELETION_GRACE = "deletion.grace";
  private static final String PEPPER = "secrets.pepper";
  private static final String OLDER_PEPPERS = "secrets.older-peppers";
  private static final String MANIFEST_KEY = "secrets.manifest-key";
  private static final String OLDER_MANIFEST_KEYS = "secrets.older-manifest-keys";
  private static final String LOG_FORMAT = "log.format";
  private static final String LOG_LEVEL = "log.level";

  /** The region name that stores without regions use. */
  private static final String DEFAULT_REGION = "us-east-1";

  private static final List<String> S3_KEYS =
      List.of(
          ENDPOINT,
          REGION,
          BUCKET,
          CREATE_BUCKET,
          PREFIX,
          PATH_STYLE,
          ACCESS_KEY,
          SECRET_KEY,
          ENCRYPTION,
          CA_FILE,
          MULTIPART_ABOVE,
          PRESIGN,
          PUBLIC_ENDPOINT);

  /** Every key there is. */
  public static final List<ConfigKey> KEYS =
      Stream.of(ServerSection.KEYS.stream(), RetentionSection.KEYS.stream(), ownKeys())
          .flatMap(keys -> keys)
          .toList();

  private static Stream<ConfigKey> ownKeys() {
    return Stream.of(
        ConfigKey.of(DATA),
        ConfigKey.of(INDEX_URL),
        ConfigKey.of(INDEX_USER),
        ConfigKey.secret(INDEX_PASSWORD),
        ConfigKey.of(INDEX_ALLOW_UNSAFE),
        ConfigKey.of("drives.*." + LABEL),
        ConfigKey.of("drives.*." + PROVIDER),
        ConfigKey.of("drives.*." + DIRECTORY),
        ConfigKey.of("drives.*." + ENDPOINT),
        ConfigKey.of("drives.*." + REGION),
        ConfigKey.of("drives.*." + BUCKET),
        ConfigKey.of("drives.*." + CREATE_BUCKET),
        ConfigKey.of("drives.*." + PREFIX),
        ConfigKey.of("drives.*." + PATH_STYLE),
        ConfigKey.of("drives.*." + ACCESS_KEY),
        ConfigKey.secret("drives.*." + SECRET_KEY),
        ConfigKey.of("drives.*." + ENCRYPTION),
        ConfigKey.of("drives.*." + CA_FILE),
        ConfigKey.of("drives.*." + MULTIPART_ABOVE),
        ConfigKey.of("drives.*." + PRESIGN),
        ConfigKey.of("drives.*." + PUBLIC_ENDPOINT),
        ConfigKey.of(MAX_UPLOAD),
        ConfigKey.of(UPLOADS_PER_SYSTEM),
        ConfigKey.of(UPLOADS_AT_ONCE),
        ConfigKey.of(UPLOADS_PER_ORGANIZATION),
        ConfigKey.of(DOWNLOADS_AT_ONCE),
        ConfigKey.of(DOWNLOADS_PER_SYSTEM),
        ConfigKey.of(DOWNLOADS_PER_ORGANIZATION),
        ConfigKey.of(OUTSTANDING_PER_SYSTEM),
        ConfigKey.of(OUTSTANDING_PER_ORGANIZATION),
        ConfigKey.of(PER_MINUTE),
        ConfigKey.of(PER_HOUR),
        ConfigKey.of(COPIES_AT_ONCE),
        ConfigKey.of(BACKFILL_RATE),
        ConfigKey.of(SCRUB_RATE),
        ConfigKey.of(DELETION_GRACE),
        ConfigKey.secret(PEPPER),
        ConfigKey.secret(OLDER_PEPPERS + ".*"),
        ConfigKey.secret(MANIFEST_KEY),
        ConfigKey.secret(OLDER_MANIFEST_KEYS + ".*"),
        ConfigKey.of(LOG_FORMAT),
        ConfigKey.of(LOG_LEVEL));
  }

  private final Settings settings = new Settings();

  private ConfigReader() {}

  /** The result of reading. */
  public record Outcome(VaultConfig config, List<String> warnings) {}

  /**
   * The settings of the command line; options that were not given are absent.
   *
   * @param settings values by key
   */
  public record CommandLineSettings(Optional<Path> configFile, Map<String, String> settings) {

    /** The options of the command line under the keys that they stand for. */
    public static CommandLineSettings of(
        Optional<Path> configFile,
        Optional<String> data,
        Optional<String> host,
        Optional<String> port,
        Optional<String> log) {
      var settings = new LinkedHashMap<String, String>();
      host.ifPresent(value -> settings.put(ServerSection.HOST, value));
      port.ifPresent(value -> settings.put(ServerSection.PORT, value));
      data.ifPresent(value -> settings.put(DATA, value));
      log.ifPresent(value -> settings.put(LOG_FORMAT, value));
      return new CommandLineSettings(configFile, settings);
    }

    public static final CommandLineSettings NONE =
        new CommandLineSettings(Optional.empty(), Map.of());

    /** Options as they are spelt, by key. */
    static final Map<String, String> OPTIONS =
        Map.of(
            ServerSection.HOST,
            "--host",
            ServerSection.PORT,
            "--port",
            DATA,
            "--data",
            LOG_FORMAT,
            "--log");
  }

  /**
   * Reads without looking at anything but the arguments and the files that they name.
   *
   * @throws ConfigException with all problems at once
   */
  public static Outcome read(CommandLineSettings commandLine, Map<String, String> environment) {
    return new ConfigReader().readAll(commandLine, environment);
  }

  private Outcome readAll(CommandLineSettings commandLine, Map<String, String> environment) {
    commandLine
        .configFile()
        .or(() ->
            Optional.ofNullable(environment.get(CONFIG_VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(Path::of))
        .ifPresent(file -> ConfigFile.read(file, settings));
    refuseUnknownKeys();
    var variables = new LinkedHashMap<>(environment);
    variables.keySet().removeAll(OF_COMMANDS);
    new EnvironmentOverrides(KEYS, Map.of("COFFER_PORT", ServerSection.PORT))
        .apply(variables, settings);
    commandLine
        .settings()
        .forEach((key, value) ->
            settings.put(
                key, new Setting(value, CommandLineSettings.OPTIONS.getOrDefault(key, key))));
    VaultConfig config = vault();
    if (!settings.problems().isEmpty()) {
      throw new ConfigException(settings.problems(), log());
    }
    return new Outcome(config, settings.warnings());
  }

  private void refuseUnknownKeys() {
    for (String key : settings.keys()) {
      if (KEYS.stream().noneMatch(known -> known.isNamedBy(key))) {
        settings.problem(unknown(key));
      }
    }
  }

  private String unknown(String key) {
    String origin = settings.at(key).map(Setting::origin).orElse("");
    if (key.isEmpty()) {
      return "configuration file: text without a key (expected: lines of \"key: value\"), from "
          + origin;
    }
    List<String> names = KEYS.stream().map(ConfigKey::name).toList();
    String suggestion =
        NearestName.of(key.replaceAll("\\.\\d+(?=\\.|$)", ".*"), names)
            .map(name -> " (did you mean %s?)".formatted(name))
            .orElse("");
    return "%s: unknown key%s, from %s".formatted(key, suggestion, origin);
  }

  private VaultConfig vault() {
    var defaults =
        defaults(new VaultFiles(settings.get(DATA, VaultConfig.DEFAULT_DATA, SettingType.PATH)));
    ServerConfig server = new ServerSection(settings).read(defaults.server());
    IndexConfig index = index();
    List<DriveConfig> drives = drives(defaults.files());
    ByteSize maxUpload = settings.get(MAX_UPLOAD, defaults.maxUpload(), SettingType.SIZE);
    UploadAllowance allowance = allowance(defaults.allowance());
    TransferLimits transfers = transfers(defaults.transfers(), allowance);
    CopySettings copies = copies(defaults.copies());
    Duration grace = settings.get(DELETION_GRACE, defaults.deletionGrace(), SettingType.GRACE);
    RetentionPolicy retention = new RetentionSection(settings).read(defaults.retention());
    Optional<SecretsConfig> secrets = secrets();
    LogConfig log = log();
    return settings.built(
        defaults,
        () ->
            new VaultConfig(
                server,
                index,
                defaults.data(),
                drives,
                maxUpload,
                allowance,
                transfers,
                copies,
                grace,
                retention,
                secrets,
                log));
  }

  private LogConfig log() {
    return new LogConfig(
        settings.get(
            LOG_FORMAT, LogConfig.DEFAULT.format(), SettingType.choice(LogConfig.Format.class)),
        settings.get(
            LOG_LEVEL, LogConfig.DEFAULT.level(), SettingType.choice(LogConfig.Level.class)));
  }

  private UploadAllowance allowance(UploadAllowance defaults) {
    int perMinute = settings.get(PER_MINUTE, defaults.perMinute(), SettingType.UPLOADS);
    int perHour = settings.get(PER_HOUR, defaults.perHour(), SettingType.UPLOADS);
    int atOnce = settings.get(UPLOADS_PER_SYSTEM, defaults.atOnce(), SettingType.UPLOADS);
    return settings.built(defaults, () -> new UploadAllowance(perMinute, perHour, atOnce));
  }

  /** The shares of tenants are parts of what is given here. */
  private TransferLimits transfers(TransferLimits defaults, UploadAllowance allowance) {
    int uploads = transfers(UPLOADS_AT_ONCE, Math.toIntExact(defaults.uploads().all()));
    int downloads = transfers(DOWNLOADS_AT_ONCE, Math.toIntExact(defaults.downloads().all()));
    var uploadLimits =
        new Shares.Limits(
            uploads,
            allowance.atOnce(),
            transfers(UPLOADS_PER_ORGANIZATION, TransferLimits.half(uploads)));
    var downloadLimits =
        new Shares.Limits(
            downloads,
            transfers(DOWNLOADS_PER_SYSTEM, TransferLimits.eighth(downloads)),
            transfers(DOWNLOADS_PER_ORGANIZATION, TransferLimits.half(downloads)));
    Shares.Limits usual = defaults.outstandingBytes();
    var outstanding =
        new Shares.Limits(
            0,
            bytes(OUTSTANDING_PER_SYSTEM, usual.perSystem()),
            bytes(OUTSTANDING_PER_ORGANIZATION, usual.perOrganization()));
    return settings.built(
        defaults, () -> new TransferLimits(uploadLimits, downloadLimits, outstanding));
  }

  private long bytes(String key, long usual) {
    return settings.get(key, new ByteSize(usual), SettingType.SIZE).bytes();
  }

  private int transfers(String key, int usual) {
    return settings.get(key, usual, SettingType.TRANSFERS);
  }

  private CopySettings copies(CopySettings defaults) {
    int atOnce =
        settings.get(
            COPIES_AT_ONCE, defaults.atOnce(), SettingType.number(1, CopySettings.MAX_AT_ONCE));
    ByteSize backfillRate = settings.get(BACKFILL_RATE, defaults.backfillRate(), SettingType.SIZE);
    ByteSize scrubRate = settings.get(SCRUB_RATE, defaults.scrubRate(), SettingType.SIZE);
    return settings.built(defaults, () -> new CopySettings(atOnce, backfillRate, scrubRate));
  }

  private IndexConfig index() {
    var embedded = new IndexConfig.Embedded();
    if (settings.at(INDEX_URL).isEmpty()) {
      refuseWithout(INDEX_URL, INDEX_USER);
      refuseWithout(INDEX_URL, INDEX_PASSWORD);
      settings.find(INDEX_ALLOW_UNSAFE, SettingType.FLAG);
      return embedded;
    }
    Optional<String> url = settings.find(INDEX_URL, SettingType.INDEX_URL);
    Optional<String> user = required(INDEX_USER, SettingType.TEXT);
    Optional<Secret> password = required(INDEX_PASSWORD, SettingType.SECRET);
    boolean unsafe = settings.get(INDEX_ALLOW_UNSAFE, false, SettingType.FLAG);
    return url.isPresent() && user.isPresent() && password.isPresent()
        ? new IndexConfig.External(url.get(), user.get(), password.get(), unsafe)
        : embedded;
  }

  private Optional<SecretsConfig> secrets() {
    List<Secret> olderPeppers = keys(OLDER_PEPPERS);
    List<Secret> olderManifestKeys = keys(OLDER_MANIFEST_KEYS);
    boolean needed =
        Stream.of(INDEX_URL, PEPPER, MANIFEST_KEY).anyMatch(key -> settings.at(key).isPresent())
            || !olderPeppers.isEmpty()
            || !olderManifestKeys.isEmpty();
    if (!needed) {
      return Optional.empty();
    }
    Optional<Secret> pepper = required(PEPPER, SettingType.KEY);
    Optional<Secret> manifestKey = required(MANIFEST_KEY, SettingType.KEY);
    if (pepper.isEmpty() || manifestKey.isEmpty()) {
      return Optional.empty();
    }
    return settings.built(
        Optional.empty(),
        () ->
            Optional.of(
                new SecretsConfig(
                    pepper.get(), olderPeppers, manifestKey.get(), olderManifestKeys)));
  }

  private List<Secret> keys(String list) {
    return IntStream.range(0, settings.listSize(list))
        .mapToObj(index -> settings.find(list + "." + index, SettingType.KEY))
        .flatMap(Optional::stream)
        .toList();
  }

  private List<DriveConfig> drives(VaultFiles files) {
    var drives = new ArrayList<DriveConfig>();
    int size = Math.max(1, settings.listSize("drives"));
    for (int index = 0; index < size; index++) {
      String prefix = "drives." + index + ".";
      String provider =
          settings.get(prefix + PROVIDER, FilesystemDrive.PROVIDER, SettingType.PROVIDER);
      if (!provider.equals(S3Drive.PROVIDER)) {
        refuseKeysOf(prefix, S3_KEYS, provider);
      }
      if (!provider.equals(FilesystemDrive.PROVIDER)) {
        refuseKeysOf(prefix, List.of(DIRECTORY), provider);
      }
      Optional<? extends DriveConfig> drive =
          switch (provider) {
            case S3Drive.PROVIDER -> s3Drive(prefix);
            case ExternalDrive.PROVIDER ->
                required(prefix + LABEL, SettingType.LABEL).map(ExternalDrive::new);
            default -> localDrive(prefix, index, files);
          };
      drive.ifPresent(drives::add);
    }
    // The problem was reported above. Reading continues, so that all problems are reported at once.
    return drives.isEmpty() ? defaults(files).drives() : drives;
  }

  /** A key of another provider would silently have no effect. */
  private void refuseKeysOf(String prefix, List<String> names, String provider) {
    for (String name : names) {
      settings
          .at(prefix + name)
          .ifPresent(setting ->
              settings.problem(
                  "%s: not a setting of provider %s, from %s"
                      .formatted(prefix + name, provider, setting.origin())));
    }
  }

  /** The first of all drives has defaults, so that one variable is enough to move it. */
  private Optional<DriveConfig> localDrive(String prefix, int index, VaultFiles files) {
    if (index == 0) {
      String label = settings.get(prefix + LABEL, FilesystemDrive.DEFAULT_LABEL, SettingType.LABEL);
      Path directory = settings.get(prefix + DIRECTORY, files.defaultDrive(), SettingType.PATH);
      return Optional.of(new FilesystemDrive(label, directory));
    }
    Optional<String> label = required(prefix + LABEL, SettingType.LABEL);
    Optional<Path> directory = required(prefix + DIRECTORY, SettingType.PATH);
    return label.isPresent() && directory.isPresent()
        ? Optional.of(new FilesystemDrive(label.get(), directory.get()))
        : Optional.empty();
  }

  private Optional<DriveConfig> s3Drive(String prefix) {
    Optional<String> label = required(prefix + LABEL, SettingType.LABEL);
    Optional<URI> endpoint = required(prefix + ENDPOINT, SettingType.ENDPOINT);
    String region = settings.get(prefix + REGION, DEFAULT_REGION, SettingType.TEXT);
    Optional<String> bucket = required(prefix + BUCKET, SettingType.TEXT);
    Optional<String> accessKey = required(prefix + ACCESS_KEY, SettingType.TEXT);
    Optional<Secret> secretKey = required(prefix + SECRET_KEY, SettingType.SECRET);
    boolean createBucket = settings.get(prefix + CREATE_BUCKET, false, SettingType.FLAG);
    boolean pathStyle = settings.get(prefix + PATH_STYLE, true, SettingType.FLAG);
    String keyPrefix = settings.find(prefix + PREFIX, SettingType.TEXT).orElse("");
    Encryption encryption =
        settings.get(prefix + ENCRYPTION, Encryption.NONE, SettingType.choice(Encryption.class));
    Optional<Path> caFile = settings.find(prefix + CA_FILE, SettingType.PATH);
    ByteSize above =
        settings.get(prefix + MULTIPART_ABOVE, S3Config.DEFAULT_MULTIPART_ABOVE, SettingType.SIZE);
    boolean presign = settings.get(prefix + PRESIGN, false, SettingType.FLAG);
    Optional<URI> publicEndpoint = settings.find(prefix + PUBLIC_ENDPOINT, SettingType.ENDPOINT);
    if (!presign) {
      refuseWithout(prefix + PRESIGN + ": true", prefix + PUBLIC_ENDPOINT);
    }
    if (label.isEmpty()
        || endpoint.isEmpty()
        || bucket.isEmpty()
        || accessKey.isEmpty()
        || secretKey.isEmpty()) {
      return Optional.empty();
    }
    return settings.built(
        Optional.empty(),
        () ->
            Optional.of(
                new S3Drive(
                    label.get(),
                    new S3Config(
                        endpoint.get(),
                        region,
                        bucket.get(),
                        keyPrefix,
                        pathStyle,
                        accessKey.get(),
                        secretKey.get(),
                        createBucket,
                        encryption,
                        caFile,
                        above,
                        presign ? publicEndpoint.or(() -> endpoint) : Optional.empty(),
                        S3Config.Timeouts.DEFAULT))));
  }

  private <T> Optional<T> required(String key, SettingType<T> kind) {
    if (settings.at(key).isEmpty()) {
      settings.problem("%s: missing (expected: %s)".formatted(key, kind.expected()));
    }
    return settings.find(key, kind);
  }

  private void refuseWithout(String needed, String key) {
    settings
        .at(key)
        .ifPresent(setting ->
            settings.problem(
                "%s: given without %s (expected: both or none), from %s"
                    .formatted(key, needed, setting.origin())));
  }

  private static VaultConfig defaults(VaultFiles files) {
    return new VaultConfig(
        new ServerConfig(ServerConfig.DEFAULT_HOST, ServerConfig.DEFAULT_PORT, false),
        new IndexConfig.Embedded(),
        files.data(),
        List.of(new FilesystemDrive(FilesystemDrive.DEFAULT_LABEL, files.defaultDrive())),
        VaultConfig.DEFAULT_MAX_UPLOAD,
        UploadAllowance.DEFAULT,
        TransferLimits.DEFAULT,
        CopySettings.DEFAULT,
        VaultConfig.DEFAULT_DELETION_GRACE,
        RetentionPolicy.DEFAULT,
        Optional.empty(),
        LogConfig.DEFAULT);
  }
}
