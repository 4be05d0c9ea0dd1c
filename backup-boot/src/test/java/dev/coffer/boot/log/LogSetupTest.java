package dev.coffer.boot.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.boot.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ResourceLock(Resources.SYSTEM_ERR)
class LogSetupTest {

  private static final Logger LOG = LoggerFactory.getLogger(LogSetupTest.class);

  @Test
  void aConnectionThatIsCutAtTheEndIsNoError() {
    assertThat(logged(new RejectedExecutionException("ending"))).isEmpty();
  }

  @Test
  void aListenerThatBreaksIsOne() {
    assertThat(logged(new SocketException("Too many open files")))
        .contains("ERROR", "Too many open files");
  }

  @Test
  void noTextOfAnEventCanBeginALine() {
    String forged = "b\n2026-11-30T15:00:00.000Z ERROR forged\u001b[2J\u202e\ud800";

    String printed =
        logged(
            LogConfig.DEFAULT,
            () ->
                LOG.atWarn()
                    .setCause(new IllegalStateException(forged, new IOException(forged)))
                    .addKeyValue("name", forged)
                    .log("said: {}", forged));

    assertThat(printed.lines()).noneMatch(line -> line.startsWith("2026-11-30T15:00:00.000Z"));
    assertThat(printed.lines().findFirst().orElseThrow())
        .endsWith(
            ": said: b\\n2026-11-30T15:00:00.000Z ERROR forged\\u001b[2J\\u202e\\ud800"
                + " name=\"b\\n2026-11-30T15:00:00.000Z ERROR forged\\u001b[2J\\u202e\\ud800\"");
    assertThat(printed)
        .contains("\njava.lang.IllegalStateException: b\\n2026")
        .contains("\nCaused by: java.io.IOException: b\\n2026")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void aJsonEventIsOneFlatObjectWithNumbers() {
    String printed =
        logged(
            new LogConfig(LogConfig.Format.JSON, LogConfig.Level.INFO),
            () ->
                LOG.atWarn()
                    .setCause(new IllegalStateException("a\nb"))
                    .addKeyValue("status", 200)
                    .addKeyValue("millis", 17L)
                    .addKeyValue("path", "/x\ud800")
                    .log("{} of {}", 1, "two\n"));

    assertThat(printed).endsWith("}\n").hasLineCount(1);
    JsonNode event = JsonMapper.shared().readTree(printed);
    assertThat(event.propertyNames())
        .containsExactly(
            "time",
            "level",
            "logger",
            "thread",
            "message",
            "status",
            "millis",
            "path",
            "exception");
    assertThat(event.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z");
    assertThat(event.path("message").asString()).isEqualTo("1 of two\\n");
    assertThat(event.path("status").intValue()).isEqualTo(200);
    assertThat(event.path("millis").intValue()).isEqualTo(17);
    assertThat(event.path("path").asString()).isEqualTo("/x\\ud800");
    assertThat(event.path("exception").asString())
        .startsWith("java.lang.IllegalStateException: a\\nb\n\tat ");
  }

  /** At their finest levels they log values of statements and headers of requests. */
  @ParameterizedTest
  @ValueSource(strings = {"org.postgresql.core.v3.QueryExecutorImpl", "org.jdbi.sql", "okhttp3"})
  void librariesThatShowValuesAreNeverTraced(String logger) {
    var finest = new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.TRACE);

    assertThat(
            logged(
                finest,
                () -> {
                  System.getLogger(logger).log(System.Logger.Level.TRACE, "FE=> Bind($1=<hush>)");
                  LoggerFactory.getLogger(logger).debug("hush");
                }))
        .isEmpty();
  }

  /** What Helidon's listener tells of it, as standard error gets it. */
  private static String logged(Exception thrown) {
    return logged(
        LogConfig.DEFAULT,
        () ->
            System.getLogger("io.helidon.webserver.ServerListener")
                .log(System.Logger.Level.ERROR, "told", thrown));
  }

  private static String logged(LogConfig config, Runnable work) {
    PrintStream original = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      LogSetup.apply(config);
      work.run();
    } finally {
      System.setErr(original);
      LogSetup.apply(LogConfig.DEFAULT);
    }
    return bytes.toString(UTF_8);
  }
}
