package dev.coffer.boot.config;

import dev.coffer.adapter.http.access.TrustedProxies;
import dev.coffer.adapter.http.access.TrustedProxies.Network;
import dev.coffer.adapter.http.server.RequestLimits;
import dev.coffer.adapter.http.tls.TlsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys below {@code server}, and what they say. A part of {@link ConfigReader}. */
final class ServerSection {

  static final String HOST = "server.host";
  static final String PORT = "server.port";

  private static final String ALLOW_PLAIN_HTTP = "server.allow-plain-http";
  private static final String ADMIN_HOST = "server.admin-host";
  private static final String ADMIN_PORT = "server.admin-port";
  private static final String PUBLIC_URL = "server.public-url";
  private static final String CERTIFICATE = "server.tls.certificate";
  private static final String PRIVATE_KEY = "server.tls.private-key";
  private static final String TRUSTED_PROXIES = "server.trusted-proxies";
  private static final String HEADER_DEADLINE = "server.limits.header-deadline";
  private static final String IDLE = "server.limits.idle";
  private static final String MIN_RATE = "server.limits.min-rate";
  private static final String RATE_WINDOW = "server.limits.rate-window";
  private static final String LONGEST_UPLOAD = "server.limits.longest-upload";
  private static final String MAX_CONNECTIONS = "server.limits.max-connections";
  private static final String MAX_PER_ADDRESS = "server.limits.max-connections-per-address";
  private static final String MAX_REQUEST_LINE = "server.limits.max-request-line";
  private static final String MAX_HEADERS = "server.limits.max-headers";
  private static final String SHUTDOWN_GRACE = "server.limits.shutdown-grace";

  static final List<ConfigKey> KEYS =
      List.of(
          ConfigKey.of(HOST),
          ConfigKey.of(PORT),
          ConfigKey.of(ALLOW_PLAIN_HTTP),
          ConfigKey.of(ADMIN_HOST),
          ConfigKey.of(ADMIN_PORT),
          ConfigKey.of(PUBLIC_URL),
          ConfigKey.of(CERTIFICATE),
          ConfigKey.of(PRIVATE_KEY),
          ConfigKey.of(TRUSTED_PROXIES + ".*"),
          ConfigKey.of(HEADER_DEADLINE),
          ConfigKey.of(IDLE),
          ConfigKey.of(MIN_RATE),
          ConfigKey.of(RATE_WINDOW),
          ConfigKey.of(LONGEST_UPLOAD),
          ConfigKey.of(MAX_CONNECTIONS),
          ConfigKey.of(MAX_PER_ADDRESS),
          ConfigKey.of(MAX_REQUEST_LINE),
          ConfigKey.of(MAX_HEADERS),
          ConfigKey.of(SHUTDOWN_GRACE));

  private static final SettingType<Duration> MOMENT =
      SettingType.duration(Duration.ofSeconds(1), RequestLimits.LONGEST);
  private static final SettingType<Duration> UPLOAD =
      SettingType.duration(Duration.ofMinutes(1), RequestLimits.LONGEST_UPLOAD);
  private static final SettingType<Duration> GRACE =
      SettingType.duration(Duration.ZERO, RequestLimits.LONGEST);
  private static final SettingType<Integer> RATE = SettingType.bytes(1, 1_000_000_000);
  private static final SettingType<Integer> HEAD = SettingType.bytes(1024, 1024 * 1024);
  private static final SettingType<Integer> CONNECTIONS = SettingType.number(1, 1_000_000);

  private final Settings settings;

  ServerSection(Settings settings) {
    this.settings = settings;
  }

  ServerConfig read(ServerConfig defaults) {
    String host = settings.get(HOST, defaults.host(), SettingType.TEXT);
    int port = settings.get(PORT, defaults.port(), SettingType.PORT);
    boolean plain = settings.get(ALLOW_PLAIN_HTTP, defaults.allowPlainHttp(), SettingType.FLAG);
    Optional<URI> publicUrl = settings.find(PUBLIC_URL, SettingType.PUBLIC_URL);
    Optional<TlsConfig> tls = tls();
    TrustedProxies proxies = proxies();
    RequestLimits limits = limits(defaults.limits());
    Optional<AdminConfig> admin = admin();
    return settings.built(
        defaults,
        () -> new ServerConfig(host, port, plain, publicUrl, tls, proxies, limits, admin));
  }

  private Optional<AdminConfig> admin() {
    String host = settings.get(ADMIN_HOST, AdminConfig.DEFAULT_HOST, SettingType.TEXT);
    if (settings.at(ADMIN_HOST).isPresent() && settings.at(ADMIN_PORT).isEmpty()) {
      settings.problem(
          "%s: given without %s (expected: both, or the port alone)"
              .formatted(ADMIN_HOST, ADMIN_PORT));
    }
    return settings.find(ADMIN_PORT, SettingType.PORT).map(port -> new AdminConfig(host, port));
  }

  private Optional<TlsConfig> tls() {
    Optional<Path> certificate = settings.find(CERTIFICATE, SettingType.PATH);
    Optional<Path> privateKey = settings.find(PRIVATE_KEY, SettingType.PATH);
    if (certificate.isPresent() && privateKey.isPresent()) {
      return Optional.of(TlsConfig.of(certificate.get(), privateKey.get()));
    }
    if (settings.at(CERTIFICATE).isPresent() != settings.at(PRIVATE_KEY).isPresent()) {
      settings.problem(
          "server.tls: only one of certificate and private-key (expected: both or none)");
    }
    return Optional.empty();
  }

  private TrustedProxies proxies() {
    var networks = new ArrayList<Network>();
    for (int index = 0; index < settings.listSize(TRUSTED_PROXIES); index++) {
      settings.find(TRUSTED_PROXIES + "." + index, SettingType.NETWORK).ifPresent(networks::add);
    }
    return new TrustedProxies(networks);
  }

  private RequestLimits limits(RequestLimits defaults) {
    Duration header = settings.get(HEADER_DEADLINE, defaults.headDeadline(), MOMENT);
    Duration idle = settings.get(IDLE, defaults.idle(), MOMENT);
    int rate = settings.get(MIN_RATE, Math.toIntExact(defaults.minBytesPerSecond()), RATE);
    Duration window = settings.get(RATE_WINDOW, defaults.rateWindow(), MOMENT);
    Duration upload = settings.get(LONGEST_UPLOAD, defaults.longestUpload(), UPLOAD);
    int connections = settings.get(MAX_CONNECTIONS, defaults.maxConnections(), CONNECTIONS);
    int perAddress = settings.get(MAX_PER_ADDRESS, defaults.maxPerAddress(), CONNECTIONS);
    int line = settings.get(MAX_REQUEST_LINE, defaults.maxRequestLineBytes(), HEAD);
    int headers = settings.get(MAX_HEADERS, defaults.maxHeaderBytes(), HEAD);
    Duration grace = settings.get(SHUTDOWN_GRACE, defaults.shutdownGrace(), GRACE);
    return new RequestLimits(
        header,
        idle,
        rate,
        window,
        upload,
        defaults.linger(),
        defaults.lingerBytes(),
        defaults.leftoverBytes(),
        connections,
        perAddress,
        line,
        headers,
        grace);
  }
}
