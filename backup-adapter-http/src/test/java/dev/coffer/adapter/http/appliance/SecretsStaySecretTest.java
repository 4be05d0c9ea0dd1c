package dev.coffer.adapter.http.appliance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.coffer.adapter.http.server.RawClient;
import dev.coffer.application.access.RecogniseSystem;
import dev.coffer.application.deletion.DeleteBackup;
import dev.coffer.application.drives.StorageUnavailable;
import dev.coffer.application.upload.ApplianceBackups;
import dev.coffer.domain.backup.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Makes every call in every way while everything is logged at the finest level, and looks for
 * secrets in the log.
 */
class SecretsStaySecretTest {
  private static final String LIST = "/api/systems/backups";
  private static final String ONE = LIST + "/" + TestAppliance.ID;
  private static final String SECRET = "cs1_kQ0mZz7Hq3o5w2v9Xy4Tb8Rn6Jd1Lf0Ps5Gc3Ae7Ui9";

  /** The keyed hash of a secret is computed behind the port, so nothing here could log it. */
  private static final String HEX = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));

  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Logger slf4jRoot = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final java.util.logging.Logger julRoot = LogManager.getLogManager().getLogger("");
  private final Slf4jCapture slf4j = new Slf4jCapture();
  private final JulCapture jul = new JulCapture();
  private java.util.logging.Level julLevel = java.util.logging.Level.INFO;
  private Level slf4jLevel = Level.WARN;

  private final class Slf4jCapture extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      logged.add(
          event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + event.getKeyValuePairs()
              + event.getMDCPropertyMap()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }

  private final class JulCapture extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord event) {
      var stack = new StringWriter();
      if (event.getThrown() != null) {
        event.getThrown().printStackTrace(new PrintWriter(stack));
      }
      logged.add(event.getLoggerName() + " " + formatter.formatMessage(event) + stack);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    julLevel = julRoot.getLevel();
    slf4jLevel = slf4jRoot.getLevel();
    jul.setLevel(java.util.logging.Level.ALL);
    julRoot.setLevel(java.util.logging.Level.ALL);
    julRoot.addHandler(jul);
    slf4j.setContext(slf4jRoot.getLoggerContext());
    slf4j.start();
    slf4jRoot.setLevel(Level.TRACE);
    slf4jRoot.addAppender(slf4j);
  }

  @AfterEach
  void stopListening() {
    julRoot.removeHandler(jul);
    julRoot.setLevel(julLevel);
    slf4jRoot.detachAppender(slf4j);
    slf4jRoot.setLevel(slf4jLevel);
  }

  @Test
  void noSecretIsEverLogged() throws IOException {
    String basic = TestAppliance.basic("NETH-1", SECRET);
    try (var appliance = new TestAppliance()) {
      appliance.recognise = (_, _) -> new RecogniseSystem.Recognised(TestAppliance.CALLER);
      callEverything(appliance, "Basic " + basic);
      appliance.fetch = (_, _) -> Optional.empty();
      appliance.delete = (_, _) -> new DeleteBackup.Deleted();
      appliance.store = (_, _) -> new ApplianceBackups.Stored(TestAppliance.BACKUP);
      callEverything(appliance, "Basic " + basic);
      for (Refusal reason : Refusal.values()) {
        appliance.recognise = (_, _) -> new RecogniseSystem.Refused(reason);
        callEverything(appliance, "Basic " + basic);
      }
      appliance.recognise =
          (_, _) -> {
            throw new StorageUnavailable("index", new java.net.SocketException("gone"));
          };
      callEverything(appliance, "Basic " + basic);
      appliance.recognise =
          (credentials, _) -> {
            throw new IllegalStateException("a bug that quotes " + credentials);
          };
      callEverything(appliance, "Basic " + basic);
      for (String malformed : List.of("Bearer ", "Basic !", "Basic  a", "")) {
        callEverything(appliance, malformed + basic);
      }
      callEverything(appliance, "Basic " + basic + "A".repeat(1024));
      callEverything(appliance, "Basic " + basic + "\r\nAuthorization: Basic " + basic);
    }

    assertThat(logged).anyMatch(line -> line.startsWith("io.helidon."));
    assertThat(logged).anyMatch(line -> line.contains("request failed"));
    String everything = String.join("\n", logged);
    assertThat(everything)
        .doesNotContain(SECRET, basic, HEX)
        // A dump with sixteen bytes on each line contains at least one complete piece.
        .doesNotContain(pieces(SECRET, 7))
        .doesNotContain(pieces(basic, 12));
  }

  private static void callEverything(TestAppliance appliance, String authorization)
      throws IOException {
    for (String call :
        List.of("GET " + LIST, "HEAD " + LIST, "PUT " + LIST, "GET " + ONE, "DELETE " + ONE)) {
      call(appliance, call, authorization, "Content-Length: 0", "");
    }
    call(appliance, "POST " + LIST, authorization, "Content-Length: 3", "abc");
    call(appliance, "POST " + LIST, authorization, "Transfer-Encoding: chunked", "");
    malformed(appliance, authorization);
    call(appliance, "GET " + LIST, authorization, "X-Large: " + "x".repeat(20_000), "");
  }

  /** Sends heads that are refused before any route, with an error that might quote them. */
  private static void malformed(TestAppliance appliance, String authorization) throws IOException {
    String header = "Authorization: " + authorization + "\r\n";
    for (String head :
        List.of(
            "no colon\r\n" + header + "\r\n",
            header + "no colon\r\n\r\n",
            "X-A: \0\r\n" + header + "\r\n",
            "X-A : b\r\n" + header + "\r\n",
            "X-A: b\n" + header + "\r\n",
            "Authorization: " + authorization + "\0\r\n\r\n",
            "Authorization: " + authorization + "\u0001\r\n\r\n",
            "Authorization: " + authorization + "\n\r\n",
            "Authorization: " + authorization + "\r\r\n",
            " Authorization: " + authorization + "\r\n\r\n",
            "Host: b\r\n" + header + "\r\n")) {
      raw(appliance, "GET " + LIST + " HTTP/1.1\r\nHost: a\r\n" + head);
      raw(appliance, "GET\r\nHost: a\r\n" + head);
      raw(appliance, "GET " + LIST + " HTTP/9.9\r\nHost: a\r\n" + head);
    }
  }

  private static void raw(TestAppliance appliance, String request) throws IOException {
    try (RawClient client = appliance.connect()) {
      client.sendUntilClosed(request.getBytes(UTF_8), 1);
      assertThat(client.restAfterHangingUp()).startsWith("HTTP/1.1 ");
    }
  }

  /**
   * Cuts a secret into pieces of this length, so that one of them stays complete wherever a log
   * line breaks.
   */
  private static String[] pieces(String secret, int length) {
    return IntStream.rangeClosed(8, secret.length() - length)
        .mapToObj(start -> secret.substring(start, start + length))
        .toArray(String[]::new);
  }

  private static void call(
      TestAppliance appliance, String call, String authorization, String header, String body)
      throws IOException {
    try (RawClient client = appliance.connect()) {
      client.send(call + " HTTP/1.1", "Host: a", "Authorization: " + authorization, header);
      client.sendUntilClosed(body.getBytes(UTF_8), 1);
      assertThat(client.restAfterHangingUp()).startsWith("HTTP/1.1 ");
    }
  }
}
