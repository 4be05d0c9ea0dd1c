package dev.coffer.boot.operator;

import static dev.coffer.boot.process.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.Main;
import dev.coffer.boot.process.Appliance;
import dev.coffer.boot.process.AtOnce;
import dev.coffer.boot.process.ServedVault;
import dev.coffer.testkit.fixture.Payloads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The proxies' configurations in {@code deploy/}, as they are shipped but for names and ports, in
 * front of a vault. Clients are told apart by their addresses on the loopback network.
 */
class ProxyExamplesIT {

  private static final String VAULT_PORT = ":8080";
  private static final String CLIENT = "127.0.0.2";
  private static final String OTHER_CLIENT = "127.0.0.3";
  private static final String LIAR = "127.0.0.4";

  /** The wrong secrets of one address that are answered by 401. */
  private static final int FORGIVEN = 100;

  @TempDir private Path temporary;

  /** A proxy for which there is an example. */
  enum Proxy {
    HAPROXY("haproxy", "haproxy/haproxy.cfg", "bind :8080", "bind 127.0.0.1:%d") {
      @Override
      List<String> arguments(Path configuration) {
        return List.of("-db", "-f", configuration.toString());
      }
    },
    NGINX("nginx", "nginx/nginx.conf", "listen 8080;", "listen 127.0.0.1:%d;") {
      @Override
      List<String> arguments(Path configuration) {
        String own = "daemon off; pid %s;".formatted(configuration.resolveSibling("nginx.pid"));
        return List.of("-e", "stderr", "-g", own, "-c", configuration.toString());
      }
    };

    private final String program;
    private final Path example;
    private final String shippedListener;
    private final String listener;

    Proxy(String program, String example, String shippedListener, String listener) {
      this.program = program;
      this.example = Path.of("..", "deploy").resolve(example);
      this.shippedListener = shippedListener;
      this.listener = listener;
    }

    abstract List<String> arguments(Path configuration);

    /** As shipped, on this port and in front of this vault. */
    String configuration(int port, URI vault) throws IOException {
      String shipped = Files.readString(example);
      assertThat(shipped)
          .contains(shippedListener, "coffer-1" + VAULT_PORT, "coffer-2" + VAULT_PORT);
      return shipped
          .replace(shippedListener, listener.formatted(port))
          .replaceAll("coffer-[12]" + VAULT_PORT, vault.getAuthority());
    }

    /** Of apt's packages, which put it where only root's PATH leads. */
    Path installed() {
      return Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin")
          .map(folder -> Path.of(folder, program))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(() ->
              new AssertionError(
                  "%s is not installed; its example is tested with it. On Debian: apt-get install %s"
                      .formatted(program, program)));
    }

    Process start(Path configuration, Path log) throws IOException {
      return new ProcessBuilder(
              Stream.concat(Stream.of(installed().toString()), arguments(configuration).stream())
                  .toList())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theExampleForwardsAddressesAndBytes(Proxy proxy) throws Exception {
    Path data = ServedVault.preparedDataIn(temporary);
    Map<String, String> trusting = Map.of("COFFER_SERVER_TRUSTED_PROXIES_0", "127.0.0.1");
    try (ServedVault vault = ServedVault.start(Main.class, data, trusting)) {
      int port = freePort();
      Path configuration = temporary.resolve(proxy.program + ".conf");
      Files.writeString(configuration, proxy.configuration(port, vault.base()));
      Path log = temporary.resolve(proxy.program + ".log");
      Process running = proxy.start(configuration, log);
      try {
        eventually("listening: " + proxy + " " + Files.readString(log), () -> listens(port));
        Appliance appliance = vault.firstSystem().at(URI.create("http://127.0.0.1:" + port));

        passBytes(appliance);
        countEachClient(appliance);
        assertThat(send(LIAR, list(appliance).header("X-Forwarded-For", "203.0.113.9")))
            .isEqualTo(200);
      } finally {
        end(running);
      }

      assertThat(Files.readString(ServedVault.log(data)))
          .contains(logged(CLIENT), logged(OTHER_CLIENT), logged(LIAR))
          .doesNotContain("203.0.113.9");
    }
  }

  private static String logged(String client) {
    return "remote=\"%s\"".formatted(client);
  }

  private static void passBytes(Appliance appliance) throws IOException, InterruptedException {
    byte[] bytes = Payloads.ofLength(5_000_000).bytes();
    try (HttpClient client = from(CLIENT)) {
      HttpRequest upload = list(appliance).POST(BodyPublishers.ofByteArray(bytes)).build();
      String id = Appliance.idOf(client.send(upload, BodyHandlers.ofString()));
      HttpRequest download = call(appliance, "/" + id).build();
      HttpResponse<byte[]> reply = client.send(download, BodyHandlers.ofByteArray());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo(bytes);
    }
  }

  private static void countEachClient(Appliance right) throws Exception {
    var wrong = new Appliance(right.base(), right.key(), "cs1_wrong");
    try (HttpClient client = from(CLIENT)) {
      HttpRequest guess = list(wrong).build();
      assertThat(
              AtOnce.fewAtATime(
                  4,
                  FORGIVEN + 50,
                  _ -> client.send(guess, BodyHandlers.discarding()).statusCode()))
          .as("too many wrong secrets of one client")
          .containsOnly(401, 429)
          .endsWith(429);
    }
    assertThat(send(OTHER_CLIENT, list(wrong))).as("another client").isEqualTo(401);
    assertThat(send(CLIENT, list(right))).as("a right secret").isEqualTo(200);
  }

  private static HttpRequest.Builder list(Appliance appliance) {
    return call(appliance, "");
  }

  private static HttpRequest.Builder call(Appliance appliance, String below) {
    return HttpRequest.newBuilder(appliance.base().resolve("/api/systems/backups" + below))
        .header("Authorization", appliance.authorization());
  }

  private static int send(String address, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = from(address)) {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private static HttpClient from(String address) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .localAddress(InetAddress.ofLiteral(address))
        .build();
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (var connected = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connected.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void end(Process proxy) throws InterruptedException {
    proxy.destroy();
    if (!proxy.waitFor(30, TimeUnit.SECONDS)) {
      proxy.destroyForcibly();
    }
  }
}
