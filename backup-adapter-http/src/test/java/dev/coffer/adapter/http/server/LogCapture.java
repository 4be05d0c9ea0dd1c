package dev.coffer.adapter.http.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Collects what one class logs while this is open. */
public final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 20;

  private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();
  private final Logger logger;

  public LogCapture(Class<?> source) {
    this(source.getName());
  }

  /** Captures everything below this name, which may be a package. */
  LogCapture(String source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** Waits for the next event with this message, and returns its key-values as text. */
  public Map<String, String> next(String message) throws InterruptedException {
    while (true) {
      ILoggingEvent event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("never logged: " + message);
      }
      if (event.getMessage().equals(message)) {
        return Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())
            .stream()
            .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
      }
    }
  }

  /** Waits for the next error, and returns it as it is printed. */
  String nextError() throws InterruptedException {
    while (true) {
      ILoggingEvent event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no error was logged");
      }
      if (event.getLevel() == Level.ERROR) {
        return event.getFormattedMessage();
      }
    }
  }

  /** Returns the events that were not taken yet. */
  List<ILoggingEvent> rest() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
