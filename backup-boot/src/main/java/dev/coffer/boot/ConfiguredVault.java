package dev.coffer.boot;

import dev.coffer.adapter.cli.VaultAccess.AdministrationSession;
import dev.coffer.adapter.cli.VaultAccess.ConfigArguments;
import dev.coffer.adapter.cli.VaultAccess.ConfigFacts;
import dev.coffer.adapter.cli.VaultAccess.ConfiguredDrive;
import dev.coffer.adapter.cli.VaultAccess.FleetSession;
import dev.coffer.adapter.cli.VaultAccess.IndexAccess;
import dev.coffer.adapter.cli.VaultAccess.LocalVault;
import dev.coffer.adapter.cli.VaultAccess.NewVault;
import dev.coffer.adapter.cli.VaultAccess.RestoredIndex;
import dev.coffer.adapter.cli.VaultAccess.RunningVault;
import dev.coffer.application.access.SigningKey;
import dev.coffer.application.access.VaultKeys;
import dev.coffer.application.drives.DriveProbe;
import dev.coffer.application.dump.IndexDump;
import dev.coffer.boot.config.ConfigReader.Outcome;
import dev.coffer.boot.config.DriveConfig;
import dev.coffer.boot.config.IndexConfig;
import dev.coffer.boot.config.ServerConfig;
import dev.coffer.boot.config.VaultConfig;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The vault of a configuration that was read; each call builds what it needs. */
record ConfiguredVault(Outcome read, WiredVaultAccess access) implements LocalVault {

  static ConfigFacts facts(Outcome read) {
    VaultConfig config = read.config();
    ServerConfig server = config.server();
    return new ConfigFacts(
        server.url(server.port()),
        server.admin().map(admin -> metricsUrl(server, admin.port())),
        switch (config.index()) {
          case IndexConfig.Embedded() -> "embedded";
          case IndexConfig.External external -> external.url();
        },
        absolute(config.data()),
        config.drives().stream().map(ConfiguredVault::drive).toList(),
        read.warnings());
  }

  private static ConfiguredDrive drive(DriveConfig drive) {
    return new ConfiguredDrive(
        drive.label(), drive.provider(), !(drive instanceof DriveConfig.ExternalDrive));
  }

  private static String metricsUrl(ServerConfig server, int port) {
    return server.adminUrl(port) + "/metrics";
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private VaultConfig config() {
    return read.config();
  }

  private Sessions sessions() {
    return new Sessions(access.identifiers(), access.clock(), access.durations());
  }

  @Override
  public ConfigFacts facts() {
    return facts(read);
  }

  @Override
  public RunningVault serve() {
    // From the beginning: a start takes seconds, and its terminal may be closed meanwhile.
    var reload = new AtomicReference<Runnable>(() -> {});
    HangUpSignal.handleWith(() -> reload.get().run());
    var firstStart = new FirstStart(config().files(), access.identifiers());
    var isNew = new AtomicBoolean();
    var vault =
        Vault.start(
            config(),
            access.externalDrives(),
            access.durations(),
            access.identifiers(),
            access.clock(),
            initialiseVault -> isNew.set(firstStart.initialise(initialiseVault)));
    reload.set(vault::reloadCertificates);
    return new Serving(
        vault, config().server(), isNew.get() ? Optional.of(newVault()) : Optional.empty());
  }

  private NewVault newVault() {
    VaultFiles files = config().files();
    return new NewVault(
        FirstStart.SYSTEM,
        absolute(files.firstSystem()),
        absolute(files.operatorKey()),
        config().secrets().isEmpty() ? Optional.of(absolute(files.keys())) : Optional.empty());
  }

  private record Serving(Vault vault, ServerConfig server, Optional<NewVault> created)
      implements RunningVault {

    @Override
    public String url() {
      return server.url(vault.port());
    }

    @Override
    public Optional<String> metricsUrl() {
      return vault.adminPort().stream()
          .mapToObj(port -> ConfiguredVault.metricsUrl(server, port))
          .findFirst();
    }

    @Override
    public void awaitEnd() {
      vault.awaitEnd();
    }

    @Override
    public void close() {
      vault.close();
    }
  }

  @Override
  public AdministrationSession open() {
    return sessions().open(config(), access.externalDrives());
  }

  @Override
  public FleetSession openFleet() {
    return sessions().fleet(config(), access.externalDrives());
  }

  @Override
  public Map<String, PublicKey> reportKeys() {
    return SigningKey.all(RunningIndex.existingKeys(config())).values().stream()
        .collect(Collectors.toMap(SigningKey::id, SigningKey::publicKey));
  }

  @Override
  public VaultKeys keys() {
    return new ConfiguredKeys(config(), access.identifiers(), access.clock());
  }

  @Override
  public Optional<IndexAccess> index() {
    return sessions().find(config());
  }

  @Override
  public int migrate() {
    return sessions().migrate(config());
  }

  private IndexDumps dumps() {
    return new IndexDumps(access.identifiers(), access.clock());
  }

  @Override
  public IndexDump dump(OutputStream target) {
    return dumps().dump(config(), target);
  }

  @Override
  public IndexDump checkDump(Path file) {
    return dumps().check(config(), file);
  }

  @Override
  public RestoredIndex restore(Path file, OptionalLong replaced) {
    return dumps().restore(config(), file, replaced);
  }

  @Override
  public RestoredIndex move(ConfigArguments target) {
    return dumps().move(config(), access.read(target).config());
  }

  @Override
  public DriveProbe.Report check(String label) {
    DriveConfig drive =
        config().drives().stream()
            .filter(configured -> configured.label().equals(label))
            .findFirst()
            .orElseThrow();
    return ConfiguredDrives.probe(drive, access.clock(), access.durations().driveStep())
        .run(access.identifiers().nextUuid());
  }
}
