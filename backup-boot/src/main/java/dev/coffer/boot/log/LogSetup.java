package dev.coffer.boot.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.coffer.boot.config.LogConfig;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * One stream of events on standard error, whatever logging interface a library uses. In code, since
 * format and level come from the vault's own configuration and nothing else is to be chosen.
 */
public final class LogSetup {

  /** Loggers that are too verbose at INFO; with DEBUG, all of it is logged. */
  private static final List<String> TALKATIVE = List.of("com.zaxxer", "io.helidon", "org.flywaydb");

  /** Below INFO these log what is in a statement or a request: names of tenants, and secrets. */
  private static final List<String> SHOWING_VALUES =
      List.of("org.postgresql", "org.jdbi", "okhttp3", "io.minio");

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogSetup.class);

  private LogSetup() {}

  public static void apply(LogConfig config) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(config.level().name()));
    if (root.getLevel() == Level.INFO) {
      TALKATIVE.forEach(library -> context.getLogger(library).setLevel(Level.WARN));
    }
    if (root.getLevel().levelInt < Level.INFO_INT) {
      SHOWING_VALUES.forEach(library -> context.getLogger(library).setLevel(Level.INFO));
    }
    root.addAppender(standardError(context, encoder(context, config.format())));
    bridgeJavaUtilLogging(context);
  }

  /** The last net below a thread, in the format of all other events. */
  public static void uncaught(Thread thread, Throwable thrown) {
    LOG.error("the thread {} has ended", thread.getName(), thrown);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig.Format format) {
    var encoder = new LogEncoder(format);
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.addFilter(new CutAtTheEnd());
    appender.start();
    return appender;
  }

  /**
   * Helidon logs an error for a connection that arrives during shutdown and is closed. Other errors
   * of that logger are worth reading.
   */
  private static final class CutAtTheEnd extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
      IThrowableProxy thrown = event.getThrowableProxy();
      return thrown != null
              && thrown.getClassName().equals(RejectedExecutionException.class.getName())
              && event.getLoggerName().equals("io.helidon.webserver.ServerListener")
          ? FilterReply.DENY
          : FilterReply.NEUTRAL;
    }
  }

  private static void bridgeJavaUtilLogging(LoggerContext context) {
    // Also sets the level of java.util.logging, so that unwanted events are not even built.
    var levels = new LevelChangePropagator();
    levels.setContext(context);
    levels.setResetJUL(true);
    levels.start();
    context.addListener(levels);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
